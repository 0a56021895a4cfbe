"""The search field by keys: what it finds, how it says so, and where a hit leads."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from briefing_app.gui.main_window import MainWindow
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths
from tests.builders import prose_of, write_card
from tests.windows import OpenWindow, label, marked, press, row, rows, type_query


def links(text: str) -> dict[str, str]:
    """Where the links of a line lead, by what they say."""
    return {words: unquote(target) for target, words in re.findall(r'<a href="([^"]*)">([^<]*)</a>', text)}


# What is found


@pytest.mark.usefixtures("fishing_library")
def test_a_search_puts_the_title_before_the_text_and_the_newer_before_the_older(open_window: OpenWindow) -> None:
    window = open_window()
    type_query(window, "fishing")
    open_window.settle(window)
    assert rows(window) == ["Fishing", "Quotas", "Boats"]
    assert label(window, "explanation") == "cards with “fishing…”"
    assert label(window, "counts").startswith("3 cards")
    press(window.sidebar.field, "Escape")
    open_window.settle(window)
    assert (label(window, "explanation"), label(window, "counts")) == ("", "")


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("keys", ["/", "Ctrl+Shift+F"])
def test_keys_lead_to_the_field_from_anywhere(open_window: OpenWindow, keys: str) -> None:
    window = open_window()
    window.toggle_list(shown=False)
    window.view.setFocus()
    press(window.view, keys)
    assert window.sidebar.field.hasFocus()
    assert window.sidebar.field.text() == ""
    assert window.sidebar.field.isVisible()


@pytest.mark.usefixtures("fishing_library")
def test_a_word_that_is_being_typed_finds_what_begins_so(open_window: OpenWindow) -> None:
    window = open_window()
    type_query(window, "fishi")
    open_window.settle(window)
    assert rows(window) == ["Fishing", "Quotas", "Boats"]
    window.sidebar.search("fishi")  # as a saved search is: typed to its end
    open_window.settle(window)
    assert rows(window) == []


@pytest.mark.usefixtures("fishing_library")
def test_what_is_asked_is_said_in_words(open_window: OpenWindow) -> None:
    window = open_window()
    type_query(window, "country:NO -boats after:2019 ")
    open_window.settle(window)
    assert label(window, "explanation") == "cards about Norway, without “boats”, since 1 January 2020"
    assert rows(window) == []
    type_query(window, "fishing date:tomorrow ")
    open_window.settle(window)
    assert label(window, "explanation") == "cards with “fishing”; not understood: “date:tomorrow”"
    assert len(rows(window)) == 3


@pytest.mark.usefixtures("fishing_library")
def test_enter_opens_the_first_hit_of_what_is_typed_however_quickly_it_comes(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("geneva")
    type_query(window, "fjord")
    press(window.sidebar.field, "Return")  # there is no answer yet: the list still begins with other cards
    qtbot.waitUntil(lambda: window.card_id == "oslo", timeout=20_000)
    assert (marked(window), window.sidebar.list.hasFocus()) == ("Oslo channel", True)
    window.go_back()
    assert window.card_id == "geneva"  # nothing was shown in between


@pytest.mark.usefixtures("fishing_library")
def test_each_row_says_where_it_matched(open_window: OpenWindow) -> None:
    window = open_window()
    type_query(window, "lake")
    open_window.settle(window)
    seconds = {title: row(window, title).second for title in rows(window)}
    assert seconds["Geneva talks"] == "text: Background The lake."
    assert "Anna Lake" in seconds["Fishing"]
    window.sidebar.search("")
    open_window.settle(window)
    assert row(window, "Geneva talks").second == "The parties met and agreed to meet again."


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    "text", ['"', "(((", "near(a", "-", "OR", "title:", '"a" OR (-', "a* *", ")", "country:", "''"]
)
def test_half_typed_syntax_is_never_an_error(open_window: OpenWindow, text: str) -> None:
    window = open_window("geneva")
    type_query(window, text)
    press(window.sidebar.field, "Return")
    open_window.settle(window)
    assert window.finding.is_complete()
    assert not window.message.problems


# Where a hit leads


def test_a_hit_is_opened_at_the_words_and_f3_goes_on_to_the_next(
    open_window: OpenWindow, library: Path, qtbot: QtBot
) -> None:
    far = prose_of(2000)
    write_card(
        library, "deep", f"{far}\n\nThe pilchard clause.\n\n{far}\n\nPilchards, again.\n", title="Deep", date="2001"
    )
    window = open_window("geneva")
    type_query(window, "pilchard*")
    press(window.sidebar.field, "Return")
    qtbot.waitUntil(lambda: window.card_id == "deep", timeout=20_000)
    selections = window.view.extraSelections()  # which own their cursors
    assert [one.cursor.selectedText() for one in selections] == ["pilchard", "Pilchards"]
    first, second = (one.cursor.selectionStart() for one in selections)
    assert window.view.verticalScrollBar().value() > 0
    visited = [window.view.textCursor().position()]
    for keys in ("F3", "F3", "Shift+F3"):
        press(window, keys)
        visited.append(window.view.textCursor().position())
        assert window.view.viewport().rect().contains(window.view.cursorRect())
    assert visited == [first, second, first, second]


@pytest.mark.usefixtures("library")
def test_marks_go_with_the_search(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("geneva")
    type_query(window, "fjord")
    press(window.sidebar.field, "Return")
    qtbot.waitUntil(lambda: bool(window.view.extraSelections()), timeout=20_000)
    press(window.sidebar.list, "/")
    press(window.sidebar.field, "Escape")
    open_window.settle(window)
    window.show_card("vienna")
    assert window.view.extraSelections() == []


@pytest.mark.usefixtures("library")
def test_notes_are_found_as_a_second_group(open_window: OpenWindow, paths: Paths, qtbot: QtBot) -> None:
    store = NoteStore(paths.notes)
    store.save("oslo", "Ask about the lake.")
    store.close()
    window = open_window("vienna")
    type_query(window, "lake")
    open_window.settle(window)
    qtbot.waitUntil(lambda: rows(window) == ["Geneva talks", "In your notes", "Oslo channel"], timeout=20_000)
    assert row(window, "Oslo channel").second == "Ask about the lake."
    assert links(label(window, "counts"))["1 note of yours"] == "notes:"
    middle = window.sidebar.list.visualRect(window.sidebar.model.index(2)).center()
    QTest.mouseClick(window.sidebar.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert window.card_id == "oslo"
    type_query(window, "lake in:notes")
    open_window.settle(window)
    assert rows(window) == ["August 1993", "Oslo channel"]


# Nothing found


@pytest.mark.usefixtures("library")
def test_near_spellings_are_offered_and_one_of_them_is_searched(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    type_query(window, "fjort ")
    open_window.settle(window)
    qtbot.waitUntil(lambda: "Near to it" in label(window, "listMessage"), timeout=20_000)
    assert "“fjort”" in label(window, "listMessage")
    target = links(label(window, "listMessage"))["fjord"]
    shown = window.sidebar.findChild(QLabel, "listMessage")
    assert isinstance(shown, QLabel)
    shown.linkActivated.emit(target)
    open_window.settle(window)
    assert window.sidebar.field.text().strip() == "fjord"
    assert "Oslo channel" in rows(window)
    assert label(window, "listMessage") == ""


# A long list under the reader's hand


def test_the_complete_ranking_moves_no_row_under_the_readers_hand(
    open_window: OpenWindow, library: Path, qtbot: QtBot
) -> None:
    for number in range(60):
        write_card(library, f"n{number}", "A tuna.", title=f"Meeting {number}", date=f"2010-01-{number % 28 + 1:02}")
    write_card(library, "best", "Nothing.", title="Tuna", date="1980-01-01")
    window = open_window("geneva")
    orders: list[list[str]] = []
    window.finding.shown.connect(lambda _complete: orders.append(rows(window)))
    window.finding.shown.connect(lambda _complete: window.sidebar.list.setFocus())
    type_query(window, "tuna")
    qtbot.waitUntil(lambda: window.finding.is_complete() and "Tuna" in rows(window), timeout=20_000)
    open_window.settle(window)
    assert len(orders) >= 2
    assert "Tuna" not in orders[0]  # the newest came first, and the reader's hand is on them
    top, height = window.sidebar.list.top_card()
    assert window.sidebar.list.indexAt(QPoint(5, max(height, 0) + 2)).data() == orders[0][0]
    assert rows(window)[0] == "Tuna"
    assert top


def found_in_card(window: MainWindow) -> list[str]:
    return [extra.cursor.selectedText() for extra in window.view._found]


@pytest.mark.usefixtures("library")
def test_the_open_card_shows_what_is_searched_for_now(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("oslo")
    type_query(window, "fjord")
    open_window.settle(window)
    qtbot.waitUntil(lambda: found_in_card(window) == ["fjord"], timeout=20_000)
    type_query(window, "oslo")
    open_window.settle(window)
    qtbot.waitUntil(lambda: set(found_in_card(window)) == {"Oslo", "oslo"}, timeout=20_000)
    press(window.sidebar.field, "Escape")
    qtbot.waitUntil(lambda: found_in_card(window) == [], timeout=20_000)
