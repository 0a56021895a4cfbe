"""What notes said before, under the reader's hands; and undo over everything written."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QListWidget, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.gui.main_window import MainWindow
from briefing_app.notes.annotations import AnnotationStore
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths
from tests.builders import write_card
from tests.gui.test_marking import comment, drawn, listed, mark, select, wait
from tests.windows import OpenWindow, back_to, click_button, editor, press, when_dialog_opens


@pytest.fixture
def lake(library: Path) -> Path:
    body = "## Background\n\nThe parties met at the lake and agreed to meet again."
    write_card(library, "lake", body, title="The lake", date="2025-12-01")
    return library


def write(paths: Paths, *texts: str) -> None:
    store = NoteStore(paths.notes)
    for text in texts:
        store.save("lake", text)
    store.close()


def stored(paths: Paths) -> str:
    store = NoteStore(paths.notes)
    note = store.get("lake")
    store.close()
    return note.text if note else ""


def view_of(dialog: QWidget) -> QTextEdit:
    view = dialog.findChild(QTextEdit)
    assert view is not None
    return view


LONG = "Ask who keeps the minutes, and when they will be seen by both sides."
OTHER = "Say nothing of the minutes before the other side does so of its own accord."


@pytest.mark.usefixtures("lake")
def test_an_earlier_version_is_seen_and_restored_by_keys(open_window: OpenWindow, paths: Paths) -> None:
    write(paths, LONG, OTHER, "")
    window = open_window("lake")
    seen: list[str] = []

    def act(dialog: QWidget) -> None:
        versions = dialog.findChild(QListWidget)
        assert versions is not None and versions.count() == 3 and dialog.focusWidget() is versions
        QTest.keyClick(versions, Qt.Key.Key_Down)
        seen.append(view_of(dialog).accessibleDescription())
        against = dialog.findChild(QComboBox)
        assert against is not None
        QTest.keyClick(against, Qt.Key.Key_Down)
        seen.append(view_of(dialog).accessibleDescription())
        QTest.keyClick(versions, Qt.Key.Key_Down)
        click_button(dialog, "Restore this version")

    when_dialog_opens(act)
    press(window, "Ctrl+H")
    assert "Added: Say nothing of" in seen[0] and "Removed: Ask who" in seen[0]
    assert seen[1].endswith(f"Removed: {OTHER}")
    assert stored(paths) == editor(window).toPlainText() == LONG
    back_to(window)
    press(window, "Ctrl+Z")
    assert stored(paths) == editor(window).toPlainText() == ""


@pytest.mark.usefixtures("lake")
def test_no_history_says_so(open_window: OpenWindow) -> None:
    window = open_window("lake")
    told: list[str] = []

    def act(dialog: QWidget) -> None:
        told.extend(label.text() for label in dialog.findChildren(QLabel))
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    when_dialog_opens(act)
    press(window, "Ctrl+H")
    assert "Nothing was written here yet." in told and "Note on “The lake”" in told


@pytest.mark.usefixtures("lake")
def test_a_long_text_of_either_direction_has_its_history(open_window: OpenWindow, paths: Paths) -> None:
    arabic = "اجتمع الطرفان في جنيف واتفقا على اللقاء مجددا.\n" * 2000
    write(paths, arabic, arabic.replace("جنيف", "فيينا", 1))
    window = open_window("lake")
    told: list[str] = []

    def act(dialog: QWidget) -> None:
        told.append(view_of(dialog).accessibleDescription())
        dialog.close()

    when_dialog_opens(act)
    press(window, "Ctrl+H")
    assert told == ["1 passage added (underlined), 1 passage removed (struck through); Removed: جنيف; Added: فيينا"]


@pytest.mark.usefixtures("lake")
def test_a_comment_has_its_history(open_window: OpenWindow, paths: Paths) -> None:
    window = open_window("lake")
    select(window, "met at the lake")
    QTest.keyClick(window.view, Qt.Key.Key_N)
    wait(window)
    QTest.keyClicks(comment(window), "Ask when.")
    told: list[str] = []

    def act(dialog: QWidget) -> None:
        versions = dialog.findChild(QListWidget)
        assert versions is not None
        told.append(view_of(dialog).toPlainText())
        QTest.keyClick(versions, Qt.Key.Key_End)
        click_button(dialog, "Restore this version")

    when_dialog_opens(act)
    press(window, "Ctrl+H")
    assert told == ["Ask when."]
    assert comment(window).toPlainText() == "" and listed(window) == ["“met at the lake”"]
    store = AnnotationStore(paths.notes)
    assert [edit.text for edit in store.history(store.all()[0].id)] == ["", "Ask when.", ""]
    store.close()


@pytest.mark.usefixtures("lake")
def test_all_that_was_written_is_taken_back_in_turn_with_deeds_also_after_a_restart(
    open_window: OpenWindow, paths: Paths, qtbot: QtBot
) -> None:
    window = open_window("lake")
    select(window, "met at the lake")
    mark(window)
    press(window, "Ctrl+D")
    window.marking.marks.setCurrentRow(0)
    QTest.keyClick(window.marking.marks, Qt.Key.Key_Delete)
    assert drawn(window) == []
    QTest.keyClicks(editor(window), "words")
    window.view.setFocus()
    press(window, "Ctrl+Z")
    assert stored(paths) == editor(window).toPlainText() == ""
    assert window.message.text == "Undone: what was written on “The lake”."
    press(window, "Ctrl+Z")
    assert drawn(window) == ["met at the lake"]
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: not window._workspace.reading.get("lake").starred, timeout=20_000)
    press(window, "Ctrl+Shift+Z")
    qtbot.waitUntil(lambda: window._workspace.reading.get("lake").starred, timeout=20_000)
    window.close()
    again = open_window("lake")
    press(again, "Ctrl+Z")
    assert drawn(again) == [] and "is in the bin" in again.message.text
    press(again, "Ctrl+Z")
    assert again.message.text == "There is nothing to undo."
    press(again, "Ctrl+Shift+Z")
    assert drawn(again) == ["met at the lake"]


@pytest.mark.usefixtures("lake")
def test_in_the_editor_its_own_steps_come_first_and_never_lead_back(open_window: OpenWindow, paths: Paths) -> None:
    write(paths, LONG)
    window = open_window("lake")
    window.writing.write_note()
    QTest.keyClicks(editor(window), "Typed. ")
    undo_by_key(window)
    assert editor(window).toPlainText() == LONG
    undo_by_key(window)
    assert editor(window).toPlainText() == stored(paths) == ""
    undo_by_key(window)
    assert stored(paths) == "" and window.message.text == "There is nothing to undo."


def undo_by_key(window: MainWindow) -> None:
    """As the keyboard does it: the editor may take the key before the window's command."""
    press(editor(window), "Ctrl+Z")
    QApplication.processEvents()
    assert window.flush()
