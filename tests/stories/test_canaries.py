"""A whole day with canaries in everything that the reader writes: no file holds one but those of the notes."""

from __future__ import annotations

import base64
import json
import sys
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from briefing_app.card_export import export
from briefing_app.gui.application import Guard, Windows, make_application
from briefing_app.gui.main_window import MainWindow
from briefing_app.library.folding import fold
from briefing_app.notes.encryption import encrypt
from briefing_app.notes.safe import Safe
from briefing_app.paths import find_paths
from briefing_app.workspace import Workspace
from tests.builders import write_card
from tests.system_calls import Record, watch
from tests.windows import press

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")

NOTE, COMMENT, JOURNAL, DELETED = "Zaunkönigsnest", "канарейкавклетке", "金丝雀唱着歌飞走", "الكناريالأصفر"
CANARIES = (NOTE, COMMENT, JOURNAL, DELETED)
AROUND = (NOTE[:-3], COMMENT[:-3], JOURNAL[:-2], DELETED[:-3])  # however a file cuts or inflects it

CHILD = """
import os, sys, traceback
from tests.stories.test_canaries import live_a_day
try:
    live_a_day(*sys.argv[1:])
except BaseException:
    traceback.print_exc()
    os._exit(1)
"""


class Titles(QObject):
    """Prints every title of a window, as a list of windows or a screen recording shows it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowTitleChange and isinstance(watched, QWidget):
            print("title:", watched.windowTitle(), flush=True)
        return False


def live_a_day(folder: str, passphrase: str = "") -> None:
    """In a process of its own: write, search, print, delete, meet a fault, and start again the next morning.

    With a passphrase all notes are encrypted, and locked once in the midst of the day.
    """
    paths = find_paths(Path(folder) / "data")
    if passphrase:
        encrypt(Safe(paths.notes), passphrase)
    for card_id, title in (("lake", "The lake"), ("river", "The river")):
        write_card(paths.library, card_id, f"## Background\n\n{title} lies between them. They met there.", title=title)
    for day in (first_day, second_day):
        workspace = Workspace(paths, bundled=False)
        application = make_application(workspace)
        titles = Titles()
        application.installEventFilter(titles)
        windows = Windows(workspace)
        guard = Guard(application, windows)
        window = windows.make()
        window.start("")
        if passphrase:
            windows.locking.unlock(passphrase)
        settle(window)
        if passphrase:
            assert windows.locking.lock_now()
            windows.locking.unlock(passphrase)
        day(window, workspace, Path(folder))
        assert window.close()
        windows.end()
        guard.release()
        workspace.close()
        application.removeEventFilter(titles)
    print("the day is over")


def first_day(window: MainWindow, workspace: Workspace, folder: Path) -> None:
    window.show_card("lake")
    write(window.notes, f"{NOTE} first. ")
    write(window.notes, f"Then {NOTE} again, [[river]] @{NOTE}")
    mark(window, "lies between")
    window.marking.comment_on_selection()
    write(window.marking.comment, f"{COMMENT}?")
    mark(window, "They met")
    window.marking.comment_on_selection()
    write(window.marking.comment, DELETED)
    assert window.flush()
    settle(window)
    gone = next(one for one in workspace.annotations.all() if one.text.startswith(DELETED))
    window.marking.remove(gone.id)
    window.undo()
    settle(window)
    window.marking.remove(gone.id)
    workspace.annotations.add("", f"{JOURNAL}\n")
    window.show_card("river")
    window.show_card("lake")
    settle(window)
    notes = window.notes.findChild(QPlainTextEdit)
    assert notes
    for words in (f"in:notes {NOTE}", f"in:notes {COMMENT.upper()}", JOURNAL, f"has:note {DELETED[:5]}"):
        window.focus_search()
        press(window.sidebar.field, "Ctrl+A")
        enter(window.sidebar.field, words)
        settle(window)
    notes.selectAll()
    window.copy_selection()
    notes.copy()
    window.view.selectAll()
    window.copy_selection()
    window.show_all_notes()
    settle(window)
    window.show_card("lake")
    write(window.notes, f" {NOTE} before the fault")
    meet_a_fault(window)
    window.view.read_on(forward=True)
    window.reading.finish()
    window.reading.toggle_star()
    export(workspace, ["lake", "river"], folder / "lake.pdf")
    settle(window)


def second_day(window: MainWindow, workspace: Workspace, _folder: Path) -> None:
    window.show_card("lake")
    settle(window)
    notes = window.notes.findChild(QPlainTextEdit)
    assert notes and NOTE in notes.toPlainText()
    write(window.notes, f" {NOTE} in the morning")
    press(notes, "Ctrl+Z")
    window.go_home()
    settle(window)


def write(panel: QWidget, words: str) -> None:
    editor = panel.findChild(QPlainTextEdit)
    assert isinstance(editor, QPlainTextEdit)
    editor.setFocus()
    enter(editor, words)
    QTest.keyClicks(editor, ", too. ")


def enter(widget: QWidget, words: str) -> None:
    """As an input method does: keys are not enough for every script."""
    event = QInputMethodEvent(words, [])
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def mark(window: MainWindow, words: str) -> None:
    window.view.setTextCursor(window.view.document().find(words))


def meet_a_fault(window: MainWindow) -> None:
    """A bug of ours in a slot, whose error quotes the note: its details are printed, as a reader sends them."""
    notes = window.notes.findChild(QPlainTextEdit)
    assert notes
    QTimer.singleShot(0, lambda: int(notes.toPlainText()))
    told: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        details = dialog.findChild(QPlainTextEdit, "readingBox") if dialog else None
        if dialog and details:
            told.append(details.toPlainText())
            dialog.close()
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)
    until(lambda: bool(told))
    assert "ValueError" in told[0]
    print("details:", told[0], flush=True)


def settle(window: MainWindow) -> None:
    until(lambda: not window.is_busy())


def until(condition: Callable[[], bool]) -> None:
    for _turn in range(3):
        while not condition():
            QApplication.processEvents()
        QApplication.processEvents()


def forms(words: str) -> Iterator[bytes]:
    """A text in every dress in which a file may hold it."""
    for said in {words, words.lower(), words.upper(), fold(words)}:
        utf8 = said.encode()
        yield from (utf8, said.encode("utf-16-le"), said.encode("utf-16-be"), json.dumps(said)[1:-1].encode())
        yield from (repr(said.encode())[2:-1].encode(), utf8.hex().encode(), utf8.hex().upper().encode())
        yield from (urllib.parse.quote(said).encode(), urllib.parse.quote(said).lower().encode())
        for shift in range(3):  # base64 depends on where the words begin
            yield base64.b64encode(b" " * shift + utf8)[4 if shift else 0 : -4]


def held(data: bytes) -> list[str]:
    return [words for words in AROUND if any(form in data for form in forms(words))]


def is_of_the_notes(place: str, data: Path) -> bool:
    """The file of notes, its log, its journal, its copies, and what these are made in."""
    name = place.removeprefix(f"{data}/") if place.startswith(f"{data}/") else ""
    return name.startswith(("notes.sqlite", ".notes.sqlite"))


def holders(places: Iterable[tuple[str, bytes]], data: Path) -> dict[str, list[str]]:
    found = {place: held(content) for place, content in places if not is_of_the_notes(place, data)}
    return {place: words for place, words in found.items() if words}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Record]:
    """A day that was lived, and what the process did."""
    return lived(tmp_path_factory.mktemp("day"))


@pytest.fixture(scope="module")
def encrypted_day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Record]:
    """The same day with encrypted notes."""
    return lived(tmp_path_factory.mktemp("encrypted"), "four words are enough")


def lived(folder: Path, *more: str) -> tuple[Path, Record]:
    code, record = watch(CHILD, str(folder / "reader"), *more, record=folder / "record")
    said = b"".join(content for place, content in record.written.items() if place.startswith("pipe:"))
    assert code == 0 and b"the day is over" in said, said.decode(errors="replace")[-3000:]
    return folder / "reader", record


def test_the_notes_are_where_they_belong(day: tuple[Path, Record]) -> None:
    """Else the others could not find a canary anywhere either."""
    folder, record = day
    for name in ("notes.sqlite-wal", "notes.sqlite.journal"):
        assert held(record.written[str(folder / "data" / name)]) == list(AROUND), name
    pipes = b"".join(content for place, content in record.written.items() if place.startswith("pipe:"))
    assert b"title: The lake" in pipes and b"details: " in pipes


def test_nothing_else_that_was_written_holds_a_canary(day: tuple[Path, Record]) -> None:
    """Index, cache, settings, logs, temporary files, both outputs with the windows' titles and a fault's details."""
    folder, record = day
    assert holders(record.written.items(), folder / "data") == {}
    assert not held("\n".join(record.names).encode())
    assert all(is_of_the_notes(place, folder / "data") or place.endswith("-shm") for place in record.shared)


def test_no_file_that_is_left_holds_a_canary(day: tuple[Path, Record]) -> None:
    folder, _record = day
    files = [place for place in folder.rglob("*") if place.is_file()]
    assert len(files) > 5
    assert holders(((str(place), place.read_bytes()) for place in files), folder / "data") == {}
    pages = pypdf.PdfReader(folder / "lake.pdf").pages
    assert "The lake" in (text := "\n".join(page.extract_text() for page in pages)) and not held(text.encode())


def test_nobody_is_called(day: tuple[Path, Record]) -> None:
    _folder, record = day
    assert [call for call in record.sockets if "AF_INET" in call] == []


def test_of_encrypted_notes_no_file_at_all_ever_holds_a_canary(encrypted_day: tuple[Path, Record]) -> None:
    """Nor the notes themselves, their log, their journal, nor what they were made in."""
    folder, record = encrypted_day
    assert {place: words for place, content in record.written.items() if (words := held(content))} == {}
    assert not held("\n".join(record.names).encode())
    files = {place.name: place.read_bytes() for place in folder.rglob("*") if place.is_file()}
    assert files["notes.sqlite.journal"].count(b"\n") > 5
    assert {name: words for name, content in files.items() if (words := held(content))} == {}
