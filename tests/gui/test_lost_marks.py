"""A card is revised while the window is open: what its marks stood on, and where the reader sets them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.gui.main_window import MainWindow
from tests.builders import write_card
from tests.windows import OpenWindow, back_to, click_button, press, when_dialog_opens

BEFORE = "## Background\n\nThey met at the lake. The mandate expires in March.\n\n## Next\n\nNothing is agreed."
AFTER = "## Background\n\nThey met at the big lake.\n\n## Outlook\n\nThe mandate expires in March. Talks go on."


def select(window: MainWindow, words: str) -> None:
    window.view.setTextCursor(window.view.document().find(words))


def listed(window: MainWindow) -> list[str]:
    marks = window.marking.marks
    return [marks.item(number).text() for number in range(marks.count())]


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.is_busy())


@pytest.fixture
def window(open_window: OpenWindow, library: Path, qtbot: QtBot) -> MainWindow:
    """On a card with three marks, after it was revised."""
    write_card(library, "lake", BEFORE, title="The lake")
    window = open_window("lake")
    for words in ("met at the lake", "mandate expires", "Nothing is agreed"):
        select(window, words)
        press(window.view, "H")
        settle(window, qtbot)
    assert len(listed(window)) == 3
    write_card(library, "lake", AFTER, title="The lake")
    window.refresh()
    qtbot.waitUntil(lambda: "big lake" in window.view.toPlainText(), timeout=20_000)
    settle(window, qtbot)
    return window


def test_what_became_of_each_mark_is_listed(window: MainWindow) -> None:
    assert listed(window) == [
        "[text changed] “met at the lake”",
        "[moved] “mandate expires”",
        "[lost its place · stood in: Next] “Nothing is agreed”",
    ]


def test_a_lost_mark_is_set_by_hand(window: MainWindow, qtbot: QtBot) -> None:
    window.marking.marks.setCurrentRow(2)
    press(window, "Ctrl+Shift+K")
    assert "select words in the card" in window.message.text
    select(window, "Talks go on")
    press(window, "Ctrl+Shift+K")
    settle(window, qtbot)
    assert listed(window)[2] == "“Talks go on”"
    press(window, "Ctrl+Z")
    settle(window, qtbot)
    assert "lost its place" in listed(window)[2]


def test_the_old_words_are_one_key_away_and_the_new_ones_are_kept(window: MainWindow, qtbot: QtBot) -> None:
    seen: list[str] = []

    def keep(dialog: QWidget) -> None:
        view = dialog.findChild(QTextEdit)
        assert view is not None
        seen.append(view.toPlainText())
        seen.extend(one.text() for one in dialog.findChildren(QLabel))
        click_button(dialog, "Keep the new words")

    window.marking.marks.setCurrentRow(0)
    when_dialog_opens(keep)
    press(window, "Ctrl+Shift+W")
    back_to(window)
    settle(window, qtbot)
    assert "big " in seen[0]
    assert any("much like these words" in text for text in seen)
    assert listed(window)[0] == "“met at the big lake”"


def test_of_a_lost_mark_no_words_can_be_kept(window: MainWindow) -> None:
    seen: list[str] = []

    def look(dialog: QWidget) -> None:
        seen.extend(one.text() for one in dialog.findChildren(QLabel))
        with pytest.raises(StopIteration):
            click_button(dialog, "Keep the new words")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    window.marking.marks.setCurrentRow(2)
    when_dialog_opens(look)
    window.actions_by_id["mark-words"].trigger()
    assert any("It stood in “Next”, and is found nowhere" in text for text in seen)


def test_without_a_mark_there_is_nothing_to_show(window: MainWindow) -> None:
    window.marking.marks.setCurrentRow(-1)
    window.actions_by_id["mark-words"].trigger()
    assert window.message.text == "Choose a mark in the list first."


def test_a_selection_that_is_none_of_the_card_s_text_is_named(window: MainWindow) -> None:
    window.marking.marks.setCurrentRow(2)
    select(window, "PUBLIC")
    press(window, "Ctrl+Shift+K")
    assert window.message.text == "Only the text of the card can be marked, not its labels."


def test_lost_marks_keep_the_order_in_which_they_stood(open_window: OpenWindow, library: Path, qtbot: QtBot) -> None:
    body = "## One\n\nThe first is agreed.\n\n## Two\n\nBern pays for the hall."
    write_card(library, "lake", body, title="The lake")
    window = open_window("lake")
    for words in ("first is agreed", "pays for the hall"):  # the one marked last would come first
        select(window, words)
        press(window.view, "H")
        settle(window, qtbot)
    write_card(library, "lake", "## Other\n\nZurich.", title="The lake")
    window.refresh()
    qtbot.waitUntil(lambda: "Zurich" in window.view.toPlainText(), timeout=20_000)
    settle(window, qtbot)
    assert [text.partition("“")[2] for text in listed(window)] == ["first is agreed”", "pays for the hall”"]
