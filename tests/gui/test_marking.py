"""Marks and comments under the reader's hands: by keys and clicks, on a card that is revised."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from briefing_app.gui.main_window import MainWindow
from briefing_app.notes.annotations import AnnotationStore
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths
from tests.builders import write_card
from tests.windows import OpenWindow, click_button, page, press

TABLE = "| One | Two |\n| --- | --- |\n| a | b |"
BODY = f"## Background\n\nThe parties met at the lake. **They agreed** to meet again.\n\n{TABLE}"
LINE = "A short summit in Bern."


@pytest.fixture
def lake(library: Path) -> Path:
    write_card(library, "lake", BODY, title="The lake", date="2025-12-01", place="Bern", bottom_line=LINE)
    return library


def select(window: MainWindow, words: str, last: str = "") -> None:
    """Select from the first of `words` to the last of `last`."""
    document = window.view.document()
    cursor = document.find(words)
    assert cursor.hasSelection(), words
    if last:
        cursor.setPosition(document.find(last, cursor).selectionEnd(), QTextCursor.MoveMode.KeepAnchor)
    window.view.setTextCursor(cursor)


def wait(window: MainWindow) -> None:
    """Wait until the marks are drawn."""
    while window.marking.is_busy():
        QApplication.processEvents()


def mark(window: MainWindow) -> None:
    """Mark the selection by its key."""
    QTest.keyClick(window.view, Qt.Key.Key_H)
    wait(window)


def drawn(window: MainWindow) -> list[str]:
    """The words that are drawn as marked, in the order of the page."""
    wait(window)
    cursors = [extra.cursor for extra in window.view._marks]
    return [cursor.selectedText() for cursor in sorted(cursors, key=QTextCursor.selectionStart)]


def listed(window: MainWindow) -> list[str]:
    wait(window)
    marks = window.marking.marks
    return [marks.item(number).text() for number in range(marks.count())]


def comment(window: MainWindow) -> QPlainTextEdit:
    found = window.marking.comment.findChild(QPlainTextEdit)
    assert isinstance(found, QPlainTextEdit)
    return found


def saved(paths: Paths) -> list[tuple[str, str | None, str]]:
    store = AnnotationStore(paths.notes)
    found = [(one.anchor.exact if one.anchor else "", one.colour, one.text) for one in store.all()]
    store.close()
    return found


@pytest.mark.usefixtures("lake")
def test_a_selection_is_marked_by_a_key_and_comes_back_after_a_restart(open_window: OpenWindow, paths: Paths) -> None:
    window = open_window("lake")
    select(window, "met at the lake")
    mark(window)
    assert drawn(window) == ["met at the lake"] and listed(window) == ["“met at the lake”"]
    assert saved(paths) == [("met at the lake", "agree", "")]
    assert not window.view.textCursor().hasSelection()
    window.close()
    again = open_window("lake")
    assert drawn(again) == ["met at the lake"]
    again.show_card("oslo")
    assert drawn(again) == [] and not again.marking.marks.isVisible()


@pytest.mark.usefixtures("lake")
def test_marks_span_bold_words_paragraphs_and_cells_and_overlap(open_window: OpenWindow) -> None:
    window = open_window("lake")
    select(window, "the lake.", "agreed to meet")
    window.marking.highlight("question")
    select(window, "They agreed")
    window.marking.highlight("raise")
    select(window, "again.", "b")
    window.marking.highlight("check")
    assert drawn(window) == ["the lake. They agreed to meet", "They agreed", "again.", "One", "Two", "a", "b"]
    assert len(listed(window)) == 3


@pytest.mark.parametrize(
    ("language", "body", "words"),
    [
        ("ar", "## خلفية\n\nاجتمع الطرفان في جنيف واتفقا على اللقاء مجددا.", "في جنيف واتفقا"),
        ("zh", "## 背景\n\n双方在日内瓦会晤，并同意再次会面。", "日内瓦会晤"),
        ("th", "## ความเป็นมา\n\nทั้งสองฝ่ายพบกันที่เจนีวา", "พบกันที่"),
    ],
)
def test_marks_in_every_script(open_window: OpenWindow, library: Path, language: str, body: str, words: str) -> None:
    write_card(library, "script", body, language=language, date="2025-12-02")
    window = open_window("script")
    select(window, words)
    mark(window)
    assert drawn(window) == [words] and listed(window) == [f"“{words}”"]


@pytest.mark.usefixtures("lake")
def test_a_comment_is_written_beside_the_passage(open_window: OpenWindow, paths: Paths, qtbot: QtBot) -> None:
    window = open_window("lake")
    select(window, "agreed to meet again")
    QTest.keyClick(window.view, Qt.Key.Key_N)
    assert comment(window).isVisible()
    wait(window)
    assert window.marking.marks.currentRow() == 0
    with qtbot.waitSignal(window.marking.comment.note_saved):
        QTest.keyClicks(comment(window), "Ask when.")
    assert saved(paths) == [("agreed to meet again", "agree", "Ask when.")]
    assert listed(window) == ["“agreed to meet again”\nAsk when."]
    QTest.keyClick(comment(window), Qt.Key.Key_Escape)
    assert not window.marking.comment.isVisible() and window.view.hasFocus()


@pytest.mark.usefixtures("lake")
def test_a_comment_that_is_not_saved_yet_is_saved_by_leaving(open_window: OpenWindow, paths: Paths) -> None:
    window = open_window("lake")
    select(window, "agreed")
    QTest.keyClick(window.view, Qt.Key.Key_N)
    QTest.keyClicks(comment(window), "Half")
    window.show_card("oslo")
    assert saved(paths) == [("agreed", "agree", "Half")]
    window.show_card("lake")
    wait(window)
    window.marking.comment_on_selection()  # none is current: nothing opens
    assert not window.marking.comment.isVisible()
    window.marking.marks.setCurrentRow(0)
    window.marking.comment_on_selection()
    QTest.keyClicks(comment(window), "!")
    window.close()
    assert saved(paths) == [("agreed", "agree", "Half!")]


@pytest.mark.usefixtures("lake")
def test_clicks_lead_from_the_list_to_the_page_and_back(open_window: OpenWindow) -> None:
    window = open_window("lake")
    for words in ("met at the lake", "agreed"):
        select(window, words)
        mark(window)
    marks = window.marking.marks
    QTest.mouseClick(marks.viewport(), Qt.MouseButton.LeftButton, pos=marks.visualItemRect(marks.item(1)).center())
    assert window.view.textCursor().position() == window.view.document().find("agreed").selectionStart()
    cursor = window.view.document().find("at the lake")
    where = window.view.cursorRect(cursor).center() - QPoint(4, 0)
    QTest.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert marks.currentRow() == 0


@pytest.mark.usefixtures("lake")
def test_a_mark_is_taken_away_and_brought_back(open_window: OpenWindow) -> None:
    window = open_window("lake")
    select(window, "agreed")
    mark(window)
    window.marking.marks.setCurrentRow(0)
    QTest.keyClick(window.marking.marks, Qt.Key.Key_Delete)
    wait(window)
    assert (drawn(window), listed(window)) == ([], [])
    click_button(window.message, "Undo")
    assert drawn(window) == ["agreed"]


def test_a_revised_card_shows_where_its_marks_stand_now(open_window: OpenWindow, lake: Path, qtbot: QtBot) -> None:
    window = open_window("lake")
    for words in ("The parties met at the lake.", "agreed to meet again"):
        select(window, words)
        mark(window)
    select(window, "Two")
    mark(window)
    body = "## Background\n\nA new first sentence. The parties met at the lake. They agreed to talk again."
    write_card(lake, "lake", body, title="The lake", date="2025-12-01", bottom_line=LINE)
    window.refresh()
    qtbot.waitUntil(lambda: "talk again" in window.view.toPlainText(), timeout=20_000)
    assert drawn(window) == ["The parties met at the lake.", "agreed to talk again"]
    assert listed(window) == [
        "“The parties met at the lake.”",
        "[text changed] “agreed to meet again”",
        "[lost its place · stood in: Background] “Two”",
    ]


@pytest.mark.usefixtures("lake")
def test_labels_of_the_page_cannot_be_marked(open_window: OpenWindow, paths: Paths) -> None:
    window = open_window("lake")
    select(window, "PUBLIC")
    mark(window)
    assert window.message.text == "Only the text of the card can be marked, not its labels."
    assert not paths.notes.exists()


@pytest.mark.usefixtures("lake")
def test_the_bar_offers_what_can_be_done(open_window: OpenWindow, qtbot: QtBot, paths: Paths) -> None:
    window = open_window("lake")
    select(window, "agreed")
    qtbot.waitUntil(lambda: "_bar" in window.marking.__dict__ and window.marking._bar.isVisible())
    click_button(window.marking._bar, "To raise")
    assert saved(paths) == [("agreed", "raise", "")]
    assert not window.marking._bar.isVisible()


def test_a_passage_is_copied_as_a_citation(open_window: OpenWindow, lake: Path) -> None:
    quote = {"speaker": "Anna Lake", "text": "We meet again.", "venue": "Bern", "date": "2025-12-01", "source": "note"}
    write_card(lake, "quoted", quotes=[quote], sources=[{"id": "note", "title": "A note"}], version=3, date="2026")
    window = open_window("quoted")
    select(window, "We meet again")
    window.marking.copy_citation()
    assert QApplication.clipboard().text() == (
        "“We meet again” – Anna Lake, Bern, 1 December 2025; Talks on the border, version 3"
    )
    window.show_card("lake")
    select(window, "agreed")
    window.marking.copy_citation()
    assert QApplication.clipboard().text() == "“agreed” – Bern, 1 December 2025; The lake, version 1"


@pytest.mark.usefixtures("lake")
def test_what_was_found_and_what_was_marked_are_drawn_together(open_window: OpenWindow) -> None:
    window = open_window("lake")
    select(window, "agreed")
    mark(window)
    window.find_bar.open()
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "lake")
    assert len(window.view.extraSelections()) > 1
    window.find_bar.close_bar()
    assert [extra.cursor.selectedText() for extra in window.view.extraSelections()] == ["agreed"]


@pytest.mark.usefixtures("lake")
def test_another_window_shows_what_was_marked(open_window: OpenWindow) -> None:
    window = open_window("lake")
    open_window.windows.open_another("lake")
    other = next(one for one in open_window.windows.opened if one is not window)
    open_window.settle(other)
    select(window, "agreed")
    mark(window)
    open_window.settle(other)
    assert drawn(other) == ["agreed"]


@pytest.mark.usefixtures("lake")
def test_all_notes_stand_on_one_page_and_lead_to_their_cards(open_window: OpenWindow, paths: Paths) -> None:
    notes = NoteStore(paths.notes)
    notes.save("gone", "Of a card that is gone.")
    notes.close()
    window = open_window("lake")
    select(window, "agreed")
    QTest.keyClick(window.view, Qt.Key.Key_N)
    QTest.keyClicks(comment(window), "Ask when.")
    window.actions_by_id["all-notes"].trigger()
    open_window.settle(window)
    text = page(window)
    assert text.index("The lake") < text.index("“agreed”") < text.index("Ask when.") < text.index("card that is gone")
    window.view.anchorClicked.emit(QUrl("card:lake"))
    assert window.card_id == "lake"
    window.go_back()
    open_window.settle(window)
    assert "Ask when." in page(window)
    window.go_home()


def test_a_page_without_notes_says_how_to_write_one(open_window: OpenWindow, lake: Path) -> None:
    window = open_window("lake")
    window.show_all_notes()
    open_window.settle(window)
    assert "You have written nothing yet." in page(window)


def test_each_colour_has_a_key_also_for_a_mark_that_is_there(open_window: OpenWindow, lake: Path, qtbot: QtBot) -> None:
    window = open_window("lake")
    select(window, "met at the lake")
    press(window, "Ctrl+3")
    qtbot.waitUntil(lambda: not window.is_busy())
    (mark_there,) = window._workspace.annotations.all("lake")
    assert mark_there.colour == "raise"
    window.marking.marks.setCurrentRow(0)
    press(window, "Ctrl+2")
    (mark_there,) = window._workspace.annotations.all("lake")
    assert mark_there.colour == "question"
    window.marking.marks.setCurrentRow(-1)
    press(window, "Ctrl+1")
    assert "Select words" in window.message.text


def test_the_bar_fits_a_narrow_page(open_window: OpenWindow, lake: Path, qtbot: QtBot) -> None:
    window = open_window("lake")
    window.resize(760, 600)
    select(window, "met at the lake")
    bar = window.marking._bar
    qtbot.waitUntil(bar.isVisible)
    assert bar.width() <= window.view.viewport().width()
