"""A whole process: what ends it, what it says, what it leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.errors import MachineError
from briefing_app.gui.application import Guard
from briefing_app.gui.main_window import MainWindow
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths
from tests.windows import OpenWindow, editor, when_dialog_opens

TYPE_AND_WAIT = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from briefing_app import cli
from briefing_app.gui import notes_panel

notes_panel.SAVE_MS = notes_panel.REST_MS = 3_600_000  # nothing is saved by itself

def look():
    try:
        type_in_the_window()
    except BaseException as error:
        print("failed:", error, flush=True)
        os._exit(1)

def type_in_the_window():
    window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "mainWindow")
    if not window.card_id:
        QTimer.singleShot(10, look)
        return
    QTest.keyClicks(window.notes.findChild(QPlainTextEdit, "notesEditor"), "typed and not saved")
    print("typed in", window.card_id, flush=True)

class Application(QApplication):
    def exec(self):
        QTimer.singleShot(0, look)
        return super().exec()

from briefing_app.gui import application
application.QApplication = Application
sys.exit(cli.main(sys.argv[1:]))
"""


class Run:
    """A process of the app in which a note has been typed and not saved."""

    def __init__(self, paths: Paths) -> None:
        arguments = [sys.executable, "-c", TYPE_AND_WAIT, "--data-dir", str(paths.data), "--no-bundled"]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.first_line = self.process.stdout.readline().strip()

    def end(self) -> tuple[int, str]:
        """The exit code and what was said on stderr, without the off-screen platform's own words."""
        _out, errors = self.process.communicate(timeout=60)
        lines = [line for line in errors.splitlines() if not line.startswith("This plugin does not support")]
        return self.process.returncode, "\n".join(lines)


@pytest.fixture
def run(paths: Paths, library: Path) -> Iterator[Run]:
    run = Run(paths)
    yield run
    run.process.kill()
    run.process.communicate()


def notes(paths: Paths) -> dict[str, str]:
    store = NoteStore(paths.notes)
    found = {note.card_id: note.text for note in store.all()}
    store.close()
    return found


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without a word to it")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_saves_the_note_and_ends_the_process(run: Run, paths: Paths, number: signal.Signals) -> None:
    assert run.first_line == "typed in geneva"
    assert notes(paths) == {}
    run.process.send_signal(number)
    assert run.end() == (0, "")
    assert notes(paths) == {"geneva": "typed and not saved"}
    assert '"last_card": "geneva"' in paths.settings.read_text()


def test_the_second_start_brings_the_first_forward_and_goes(run: Run, paths: Paths) -> None:
    command = [sys.executable, "-m", "briefing_app", "open", "oslo", "--data-dir", str(paths.data), "--no-bundled"]
    second = subprocess.run(command, timeout=60, capture_output=True, text=True)
    assert (second.returncode, second.stdout) == (0, "")
    run.process.terminate()
    assert run.end() == (0, "")
    assert '"last_card": "oslo"' in paths.settings.read_text()
    assert notes(paths) == {"geneva": "typed and not saved"}


@pytest.mark.skipif(os.name == "nt", reason="folders of Windows have other permissions")
def test_what_a_run_leaves_is_the_readers_alone(run: Run, paths: Paths) -> None:
    run.process.terminate()
    run.end()
    left = [path for path in paths.data.rglob("*") if path != paths.library and paths.library not in path.parents]
    assert {path.name for path in left} >= {"notes.sqlite", "settings.json"}
    assert not [path for path in left if path.stat().st_mode & 0o077]


# A fault of ours, inside this process


@pytest.fixture
def guarded(open_window: OpenWindow, library: Path, qapp: QApplication) -> Iterator[MainWindow]:
    hook = sys.excepthook
    window = open_window()
    guard = Guard(qapp, open_window.windows)
    yield window
    guard.release()
    guard.deleteLater()
    assert sys.excepthook is hook


def raised(error: BaseException) -> None:
    """Let the hook see an exception as Qt's slots hand it on."""
    try:
        raise error
    except type(error) as caught:
        sys.excepthook(type(caught), caught, caught.__traceback__)


def test_a_fault_saves_the_note_first_and_tells_all(
    guarded: MainWindow, paths: Paths, caplog: pytest.LogCaptureFixture
) -> None:
    QTest.keyClicks(editor(guarded), "typed and not saved")
    told: list[str] = []

    def look(dialog: QWidget) -> None:
        assert isinstance(dialog, QDialog)
        assert notes(paths) == {"geneva": "typed and not saved"}
        box = dialog.findChild(QPlainTextEdit)
        assert isinstance(box, QPlainTextEdit)
        told.append(box.toPlainText())
        raised(ZeroDivisionError("while the first is shown"))  # told once at a time
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    when_dialog_opens(look)
    raised(ValueError("a text of the card"))
    assert len(told) == 1
    assert told[0].endswith("ValueError") and "a text of the card" not in told[0]  # which goes into reports
    assert "a text of the card" not in caplog.text  # logs know no text
    assert [record.getMessage() for record in caplog.records] == [
        "unforeseen: ValueError",
        "unforeseen: ZeroDivisionError",
    ]
    caplog.clear()


def test_a_fault_in_the_saving_itself_is_not_called_saved(
    guarded: MainWindow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def flush() -> bool:
        raise RuntimeError

    told: list[bool] = []
    monkeypatch.setattr(guarded.notes, "flush", flush)
    monkeypatch.setattr("briefing_app.gui.dialogs.show_failure", lambda _details, *, saved: told.append(saved))
    raised(ValueError("first"))
    assert told == [False]
    monkeypatch.undo()
    caplog.clear()


def test_the_details_of_a_fault_quote_nothing_that_it_was_about(
    guarded: MainWindow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    monkeypatch.setattr("briefing_app.gui.dialogs.show_failure", lambda details, **_saved: told.append(details))
    try:
        try:
            int("secret words")
        except ValueError as error:
            raise KeyError("secret words") from error
    except KeyError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "ValueError\n\n" in told[0] and told[0].endswith("KeyError") and 'int("' in told[0]
    assert "secret words'" not in told[0]
    caplog.clear()


def test_a_failure_that_was_foreseen_is_told_in_the_window(guarded: MainWindow) -> None:
    raised(MachineError("The disk is full.", "Free some space."))
    assert guarded.message.text == "The disk is full. Free some space."


def test_a_fault_in_the_background_reaches_the_hook(
    guarded: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    monkeypatch.setattr("briefing_app.gui.dialogs.show_failure", lambda details, **_saved: told.append(details))
    monkeypatch.setattr(type(guarded._workspace.library), "refresh", lambda *_arguments, **_others: 1 // 0)
    guarded.refresh()
    qtbot.waitUntil(lambda: bool(told))
    assert "ZeroDivisionError" in told[0]
    caplog.clear()
