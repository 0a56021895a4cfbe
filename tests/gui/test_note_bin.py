"""Notes put back or destroyed by keys; what is destroyed is in no file, no editor, and comes back by no step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.gui.main_window import MainWindow
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths
from tests.builders import write_card
from tests.gui.test_marking import comment, drawn, listed, mark, select, wait
from tests.windows import OpenWindow, back_to, editor, page, press, when_dialog_opens

CANARY = "CANARY"


@pytest.fixture
def lake(library: Path) -> Path:
    body = "## Background\n\nThe parties met at the lake and agreed to meet again."
    write_card(library, "lake", body, title="The lake", date="2025-12-01")
    return library


def holding(paths: Paths) -> list[str]:
    """The files in which the words of a note stand, anywhere."""
    files = [place for folder in (paths.data, paths.cache) for place in folder.rglob("*") if place.is_file()]
    return sorted(place.name for place in files if CANARY.encode() in place.read_bytes())


def notes_in(paths: Paths) -> dict[str, str]:
    store = NoteStore(paths.notes)
    found = {note.card_id: note.text for note in store.all()}
    store.close()
    return found


def list_of(dialog: QWidget) -> QListWidget:
    found = dialog.findChild(QListWidget)
    assert found is not None and (dialog.focusWidget() is found or not found.count())
    return found


def texts(shown: QListWidget) -> list[str]:
    """The rows without their dates."""
    return [shown.item(row).text().partition(" · ")[2] for row in range(shown.count())]


def press_button(parent: QWidget, text: str) -> None:
    """Press the button that says this, by the keyboard."""
    found = next(one for one in parent.findChildren(QPushButton) if one.text().replace("&", "") == text)
    assert found.isVisible() and found.isEnabled()
    found.setFocus()
    QTest.keyClick(found, Qt.Key.Key_Space)


def go(window: MainWindow, command: str, act: Callable[[QWidget], object]) -> None:
    """Open a dialog as the menu does, and act in it."""
    when_dialog_opens(act)
    window.actions_by_id[command].trigger()
    back_to(window)
    wait(window)


def destroy(dialog: QWidget, answer: str = "Destroy") -> str:
    """Ask for it and answer the question; the question."""
    asked: list[str] = []

    def confirm(box: QWidget) -> None:
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        assert "solid-state" in box.informativeText()
        press_button(box, answer)

    when_dialog_opens(confirm, above=dialog)
    press_button(dialog, "Destroy…")
    return asked[0]


def write_comment(window: MainWindow, words: str, text: str) -> None:
    select(window, words)
    QTest.keyClick(window.view, Qt.Key.Key_N)
    wait(window)
    QTest.keyClicks(comment(window), text)
    assert window.flush()
    wait(window)


@pytest.mark.usefixtures("lake")
def test_a_deleted_mark_is_put_back(open_window: OpenWindow) -> None:
    window = open_window("lake")
    for words in ("met at the lake", "agreed"):
        select(window, words)
        mark(window)
    for _mark in range(2):
        window.marking.marks.setCurrentRow(0)
        QTest.keyClick(window.marking.marks, Qt.Key.Key_Delete)
        wait(window)
    assert drawn(window) == []
    seen: list[str] = []

    def act(dialog: QWidget) -> None:
        shown = list_of(dialog)
        seen.extend(texts(shown))
        QTest.keyClick(shown, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        press_button(dialog, "Put back")

    go(window, "bin", act)
    assert sorted(seen) == ["The lake\n“agreed”", "The lake\n“met at the lake”"]
    assert sorted(drawn(window)) == ["agreed", "met at the lake"] and window.message.text == "2 notes are back."
    press(window, "Ctrl+Z")
    assert len(drawn(window)) == 1


@pytest.mark.usefixtures("lake")
def test_the_empty_bin_says_so(open_window: OpenWindow) -> None:
    window = open_window("lake")
    enabled: list[bool] = []

    def act(dialog: QWidget) -> None:
        buttons = {one.text().replace("&", ""): one for one in dialog.findChildren(QPushButton)}
        enabled.extend(buttons[name].isEnabled() for name in ("Put back", "Destroy…", "All of this card"))
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    go(window, "bin", act)
    go(window, "destroy-notes", lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    assert enabled == [False, False, False]


@pytest.mark.usefixtures("lake")
def test_a_note_in_the_bin_is_destroyed(open_window: OpenWindow, paths: Paths) -> None:
    window = open_window("lake")
    write_comment(window, "met at the lake", f"{CANARY} comment")
    press(window, "Ctrl+D")
    window.marking.marks.setCurrentRow(0)
    QTest.keyClick(window.marking.marks, Qt.Key.Key_Delete)
    assert holding(paths)
    asked: list[str] = []
    go(window, "bin", lambda dialog: asked.append(destroy(dialog)))
    assert asked == ["Destroy 1 note for good?"] and holding(paths) == []
    press(window, "Ctrl+Z")  # nor the star, since nobody can tell any more what was done before it
    assert window.message.text == "There is nothing to undo." and drawn(window) == []


@pytest.mark.usefixtures("lake")
def test_after_the_meeting_all_of_a_card_is_destroyed_at_once(
    open_window: OpenWindow, paths: Paths, qtbot: QtBot
) -> None:
    window = open_window("geneva")
    QTest.keyClicks(editor(window), "stays")
    window.show_card("lake")
    QTest.keyClicks(editor(window), f"{CANARY} note")
    write_comment(window, "met at the lake", f"{CANARY} comment")
    write_comment(window, "agreed", f"{CANARY} dropped")
    window.marking.remove(window.marking.comment.card_id or "")
    QTest.keyClicks(editor(window), f", {CANARY} more")
    asked: list[str] = []

    def act(dialog: QWidget) -> None:
        shown = list_of(dialog)
        assert shown.count() == 4 and len(shown.selectedItems()) == 3
        asked.append(destroy(dialog))

    go(window, "destroy-notes", act)
    assert asked == ["Destroy 3 notes for good?"]
    assert window.message.text == "3 notes are destroyed."
    assert editor(window).toPlainText() == "" and drawn(window) == listed(window) == []
    assert holding(paths) == [] and notes_in(paths) == {"geneva": "stays"}
    editor(window).setFocus()
    for keys in ("Ctrl+Z", "Ctrl+Shift+Z"):  # the editor's own steps, then the window's
        press(editor(window), keys)
        assert window.flush() and CANARY not in editor(window).toPlainText()
    window.close()
    assert holding(paths) == []
    again = open_window("lake")
    assert editor(again).toPlainText() == "" and CANARY not in page(again)
    QTest.keyClicks(editor(again), "anew")
    assert again.flush() and notes_in(paths)["lake"] == "anew" and holding(paths) == []


@pytest.mark.usefixtures("lake")
def test_one_of_many_is_chosen_and_the_reader_may_say_no(open_window: OpenWindow, paths: Paths) -> None:
    window = open_window("geneva")
    QTest.keyClicks(editor(window), "stays")
    window.show_card("lake")
    QTest.keyClicks(editor(window), f"{CANARY} note")
    window.show_card("oslo")
    seen: list[object] = []

    def refuse(dialog: QWidget) -> None:
        shown = list_of(dialog)
        seen.append((sorted(texts(shown)), len(shown.selectedItems())))
        QTest.keyClick(shown, Qt.Key.Key_Space)
        seen.append(destroy(dialog, "Cancel"))
        assert dialog.isVisible()
        seen.append(len(shown.selectedItems()))
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    go(window, "destroy-notes", refuse)
    assert seen == [(["Geneva talks\nstays", "The lake\nCANARY note"], 0), "Destroy 1 note for good?", 1]
    assert len(notes_in(paths)) == 2

    def agree(dialog: QWidget) -> None:
        shown = list_of(dialog)
        row = next(row for row in range(shown.count()) if CANARY in shown.item(row).text())
        QTest.keyClick(shown, Qt.Key.Key_Home)
        for _step in range(row):
            QTest.keyClick(shown, Qt.Key.Key_Down)
        press_button(dialog, "All of this card")
        destroy(dialog)

    go(window, "destroy-notes", agree)
    assert notes_in(paths) == {"geneva": "stays"} and holding(paths) == []
    window.show_card("lake")  # whose text, and the steps that led to it, the editor had kept
    window.writing.write_note()
    press(editor(window), "Ctrl+Z")
    assert window.flush() and editor(window).toPlainText() == "" and holding(paths) == []


@pytest.mark.usefixtures("lake")
def test_another_window_shows_it_no_longer_and_saves_it_never_again(open_window: OpenWindow, paths: Paths) -> None:
    window = open_window("lake")
    QTest.keyClicks(editor(window), f"{CANARY} note")
    assert window.flush()
    window.ask_for_window()
    other = next(one for one in open_window.windows.opened if one is not window)
    open_window.settle(other)
    other.show_card("lake")
    assert CANARY in editor(other).toPlainText()
    back_to(window)
    go(window, "destroy-notes", destroy)
    assert editor(other).toPlainText() == ""
    QTest.keyClicks(editor(other), "anew")
    assert other.flush() and notes_in(paths) == {"lake": "anew"} and holding(paths) == []


@pytest.mark.usefixtures("lake")
def test_a_file_that_cannot_be_read_is_named(open_window: OpenWindow, paths: Paths) -> None:
    window = open_window("lake")
    QTest.keyClicks(editor(window), f"{CANARY} note")
    assert window.flush()
    damaged = paths.notes.with_name(f"{paths.notes.name}.damaged")
    damaged.write_bytes(b"no database, but CANARY" * 100)
    go(window, "destroy-notes", destroy)
    assert "1 note is destroyed." in window.message.text and str(damaged) in window.message.text
    assert holding(paths) == [damaged.name]
