"""The app was updated on one machine and not on the other: there the notes are read, and stay as they are."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from briefing_app.gui.main_window import MainWindow
from briefing_app.gui.notes_panel import NotesPanel
from briefing_app.notes.annotations import AnnotationStore
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths
from tests.command_line import Run, data_of
from tests.notes.test_newer_notes import untouched, upgrade
from tests.windows import OpenWindow

SENTENCE = "A newer version of the app wrote these notes: they are shown here, and nothing is changed."


@pytest.fixture
def written(open_window: OpenWindow, library: Path, paths: Paths) -> str:
    """A note on a card and a mark with a comment, which a later version has opened since; the mark's id."""
    window = open_window("geneva")
    QTest.keyClicks(editor(window.notes), "Who keeps the minutes?")
    window.view.setTextCursor(window.view.document().find("The lake"))
    window.marking.comment_on_selection()
    QTest.keyClicks(editor(window.marking.comment), "Which one?")
    assert window.flush()
    open_window.settle(window)
    mark = window.marking.marks.item(0).data(Qt.ItemDataRole.UserRole)
    window.reading.finish()
    open_window.close()
    upgrade(paths.notes)
    return str(mark)


def editor(panel: NotesPanel) -> QPlainTextEdit:
    found = panel.findChild(QPlainTextEdit)
    assert isinstance(found, QPlainTextEdit)
    return found


def status(panel: NotesPanel) -> str:
    found = panel.findChild(QLabel, "notesStatus")
    assert isinstance(found, QLabel)
    return found.text()


def told(window: MainWindow) -> str:
    return " ".join(one.text() for one in window.message.findChildren(QLabel) if one.isVisible())


def test_the_window_shows_them_and_takes_no_text(
    written: str, open_window: OpenWindow, paths: Paths, qtbot: QtBot
) -> None:
    with untouched(paths.notes):
        window = open_window("geneva")
        for panel, text in ((window.notes, "Who keeps the minutes?"), (window.marking.comment, "Which one?")):
            if panel is window.marking.comment:
                window.marking.marks.setCurrentRow(0)
                QTest.keyClick(window.marking.marks, Qt.Key.Key_Return)
            assert editor(panel).toPlainText() == text
            QTest.keyClicks(editor(panel), "more")
            assert editor(panel).toPlainText() == text and editor(panel).isReadOnly()
            assert status(panel).startswith(SENTENCE)
            assert panel.flush()
            editor(panel).selectAll()
            editor(panel).copy()
            assert QApplication.clipboard().text() == text
        window.view.setTextCursor(window.view.document().find("lake"))
        QTest.keyClick(window.view, Qt.Key.Key_H)
        assert "a newer version of the app wrote the notes" in told(window)
        assert window.marking.marks.count() == 1 and window.view.textCursor().selectedText() == "lake"
        window.show_card("vienna")
        assert editor(window.notes).toPlainText() == "" and editor(window.notes).isReadOnly()
        assert status(window.notes).startswith(SENTENCE)
        assert window.close()


def test_a_text_begun_before_the_update_stays_in_the_editor(
    open_window: OpenWindow, library: Path, paths: Paths, qtbot: QtBot
) -> None:
    window = open_window("geneva")
    QTest.keyClicks(editor(window.notes), "Saved.")
    assert window.flush()
    QTest.keyClicks(editor(window.notes), " Not yet.")
    upgrade(paths.notes)
    assert not window.flush()
    assert "a newer version of the app wrote the notes" in status(window.notes)
    assert editor(window.notes).toPlainText() == "Saved. Not yet."
    window.writing.take_up_changes()
    assert editor(window.notes).toPlainText() == "Saved. Not yet." and not editor(window.notes).isReadOnly()
    with closing(NoteStore(paths.notes)) as store:
        assert [note.text for note in store.all()] == ["Saved."]
    editor(window.notes).undo()  # else closing asks
    assert window.flush()


def test_the_command_line_tells_and_refuses(run: Run) -> None:
    assert run("note", "set", "talks", stdin="Who keeps the minutes?").returncode == 0
    notes = Path(data_of(run("where", "--json"))["notes"])
    with closing(AnnotationStore(notes)) as annotations:
        annotations.add("talks", "Which one?")
    upgrade(notes)
    with untouched(notes):
        assert {one["text"] for one in data_of(run("note", "list", "--json"))} == {
            "Who keeps the minutes?",
            "Which one?",
        }
        assert run("note", "show", "talks").stdout == "Who keeps the minutes?\n"
        assert run("note", "verify").returncode == 0
        done = run("note", "set", "talks", stdin="other")
        assert done.returncode == 3 and "newer version of the app" in done.stderr and not done.stdout
    with closing(NoteStore(notes)) as store:
        assert store.only_shown()
