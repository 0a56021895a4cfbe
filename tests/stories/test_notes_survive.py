"""A reader writes beside a card; whatever happens to the app, the card or the disk, the words are there again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from briefing_app.errors import BriefingError
from briefing_app.gui.notes_panel import NotesPanel
from briefing_app.notes.store import NoteStore

ROOT = Path(__file__).parents[2]
CARD = "armenia-azerbaijan-abu-dhabi"

TYPE_IN_A_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from briefing_app.gui.notes_panel import NotesPanel
from briefing_app.notes.store import NoteStore

app = QApplication([])
store = NoteStore(Path(sys.argv[1]))
panel = NotesPanel(store.save)
panel.show_note(sys.argv[2], "Abu Dhabi", store.get(sys.argv[2]))
panel.show()
panel.note_saved.connect(lambda note: print(len(note.text), flush=True))
QTest.keyClicks(panel.findChild(QPlainTextEdit), "Raise: timetable for signature.")
app.exec()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "notes.sqlite"


@pytest.fixture
def open_panel(qtbot: QtBot, path: Path) -> Iterator[Callable[[], NotesPanel]]:
    """A start of the app: a store and a panel of its own, with the note of the card shown."""
    stores: list[NoteStore] = []

    def start() -> NotesPanel:
        store = NoteStore(path)
        stores.append(store)
        panel = NotesPanel(store.save)
        qtbot.addWidget(panel)
        panel.show_note(CARD, "Abu Dhabi", store.get(CARD))
        return panel

    yield start
    for store in stores:
        store.close()


def on_disk(path: Path) -> dict[str, str]:
    """What a program that starts now would find."""
    store = NoteStore(path)
    texts = {note.card_id: note.text for note in store.all()}
    store.close()
    return texts


def editor(panel: NotesPanel) -> QPlainTextEdit:
    found = panel.findChild(QPlainTextEdit)
    assert isinstance(found, QPlainTextEdit)
    return found


def test_a_note_typed_today_is_there_tomorrow(open_panel: Callable[[], NotesPanel], qtbot: QtBot, path: Path) -> None:
    panel = open_panel()
    with qtbot.waitSignal(panel.note_saved):
        QTest.keyClicks(editor(panel), "Ask who keeps the minutes.")
    assert on_disk(path) == {CARD: "Ask who keeps the minutes."}
    assert editor(open_panel()).toPlainText() == "Ask who keeps the minutes."


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_window_killed_after_saving_loses_nothing(path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", TYPE_IN_A_WINDOW, path, CARD],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
    )
    with process:
        assert process.stdout
        length = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    assert on_disk(path) == {CARD: "Raise: timetable for signature."}
    assert len(on_disk(path)[CARD]) == length


def test_the_terminal_and_the_window_write_at_once(
    open_panel: Callable[[], NotesPanel], qtbot: QtBot, path: Path
) -> None:
    panel = open_panel()
    QTest.keyClicks(editor(panel), "From the window.")
    terminal = NoteStore(path)
    terminal.save(CARD, "From the terminal.")
    with qtbot.waitSignal(panel.note_saved):
        QTest.keyClicks(editor(panel), " More.")
    terminal.close()
    text = on_disk(path)[CARD]
    assert {"From the window. More.", "From the terminal."} <= set(text.split("\n"))
    assert editor(panel).toPlainText() == "From the window. More."  # the reader goes on; a bar asks about the other
    panel.keep_both()
    assert editor(panel).toPlainText() == on_disk(path)[CARD] == text


def test_a_file_thrown_away_while_the_window_is_open_comes_back(
    open_panel: Callable[[], NotesPanel], qtbot: QtBot, path: Path
) -> None:
    earlier = NoteStore(path)
    earlier.save("another-card", "Written last week.")
    earlier.close()
    panel = open_panel()
    with qtbot.waitSignal(panel.note_saved):
        QTest.keyClicks(editor(panel), "Before.")
    shutil.rmtree(path.with_name("notes.sqlite.copies"))
    for file in path.parent.iterdir():
        file.unlink()
    with qtbot.waitSignal(panel.note_saved):
        QTest.keyClicks(editor(panel), " After.")
    assert on_disk(path) == {"another-card": "Written last week.", CARD: "Before. After."}


def test_a_folder_that_vanishes_and_comes_back_costs_no_word(
    open_panel: Callable[[], NotesPanel], qtbot: QtBot, path: Path
) -> None:
    """As a stick pulled out and put in again."""
    panel = open_panel()
    with qtbot.waitSignal(panel.note_saved):
        QTest.keyClicks(editor(panel), "Before.")
    away = path.parent.with_name("away")
    path.parent.rename(away)
    failures: list[BriefingError] = []
    panel.save_failed.connect(failures.append)
    with qtbot.waitSignal(panel.save_failed):
        QTest.keyClicks(editor(panel), " After.")
    assert failures[0].sentence.startswith("The note is not saved")
    assert editor(panel).toPlainText() == "Before. After."
    assert not panel.show_note("another-card", "Another", None)
    with qtbot.waitSignal(panel.note_saved, timeout=20_000):
        away.rename(path.parent)
    assert on_disk(path) == {CARD: "Before. After."}
