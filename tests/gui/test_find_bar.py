"""Finding words in a page, by keys: what is found, what is marked, what is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.gui.card_view import CardView
from briefing_app.gui.find_bar import FindBar
from briefing_app.gui.page_text import PageText
from briefing_app.paths import resources
from briefing_app.screen.style import ISOLATE, MAY_BREAK, Page
from briefing_app.screen.theme import load_theme


def page(*paragraphs: str) -> Page:
    return Page("<html><body>" + "".join(f"<p>{text}</p>" for text in paragraphs) + "</body></html>", (), "ltr")


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[CardView]:
    window = QWidget()
    qtbot.addWidget(window)
    view = CardView()
    layout = QVBoxLayout(window)
    layout.addWidget(view)
    layout.addWidget(FindBar(view))
    window.resize(700, 500)
    window.show()
    view.show_page(page("The minister met the Minister.", "Türkiye and MINISTERS.", *["filler"] * 60, "minister"))
    yield view
    window.close()


@pytest.fixture
def bar(view: CardView) -> FindBar:
    bar = view.window().findChild(FindBar)
    assert isinstance(bar, FindBar)
    bar.set_theme(load_theme(resources(), "light"))
    return bar


def field(bar: FindBar) -> QLineEdit:
    field = bar.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    return field


def told(bar: FindBar) -> str:
    label = bar.findChild(QLabel, "findCount")
    assert isinstance(label, QLabel)
    return label.text()


def search(bar: FindBar, words: str) -> None:
    bar.open()
    field(bar).clear()
    if words.isascii():
        QTest.keyClicks(field(bar), words)
    else:
        field(bar).insert(words)  # as an input method does; QTest has keys for ASCII alone


def marked(view: CardView) -> list[str]:
    return [mark.cursor.selectedText() for mark in view.extraSelections()]


def test_typing_counts_and_marks_every_hit(bar: FindBar, view: CardView) -> None:
    search(bar, "minister")
    assert told(bar) == "1 of 4"
    assert marked(view) == ["minister", "Minister", "MINISTER", "minister"]
    grounds = [mark.format.background().color().name().upper() for mark in view.extraSelections()]
    theme = load_theme(resources(), "light")
    assert grounds == [theme.found_now, theme.found, theme.found, theme.found]


@pytest.mark.parametrize("words", ["turkiye", "TÜRKİYE", "  türkiye ", "tu\u0308rkiye"])
def test_case_and_accents_do_not_matter(bar: FindBar, view: CardView, words: str) -> None:
    search(bar, words)
    assert marked(view) == ["Türkiye"]


def test_enter_and_f3_step_and_turn_at_the_ends(bar: FindBar, view: CardView) -> None:
    search(bar, "minister")
    QTest.keyClick(field(bar), Qt.Key.Key_Return)
    assert told(bar) == "2 of 4"
    QTest.keyClick(field(bar), Qt.Key.Key_F3)
    QTest.keyClick(field(bar), Qt.Key.Key_F3)
    assert told(bar) == "4 of 4"
    assert view.verticalScrollBar().value() > 0, "the hit is in sight"
    bar.find_next()
    assert told(bar) == "1 of 4"
    QTest.keyClick(field(bar), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert told(bar) == "4 of 4"
    bar.find_previous()
    assert told(bar) == "3 of 4"


def test_nothing_found_is_said(bar: FindBar, view: CardView) -> None:
    search(bar, "ambassador")
    assert told(bar) == "not found"
    assert marked(view) == []
    bar.find_next()
    field(bar).clear()
    assert told(bar) == ""


def test_escape_closes_and_gives_the_keys_back(bar: FindBar, view: CardView) -> None:
    search(bar, "minister")
    QTest.keyClick(field(bar), Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert marked(view) == []
    assert view.window().focusWidget() is view


def test_the_next_hit_can_be_asked_for_while_the_bar_is_closed(bar: FindBar) -> None:
    search(bar, "minister")
    bar.close_bar()
    bar.find_next()
    assert bar.isVisible()
    assert told(bar) == "1 of 4"


def test_what_is_chosen_is_looked_for(bar: FindBar, view: CardView) -> None:
    view.setTextCursor(view.document().find("Türkiye"))
    bar.open()
    assert field(bar).text() == "Türkiye"
    assert told(bar) == "1 of 1"


def test_another_page_is_searched_anew(bar: FindBar, view: CardView) -> None:
    search(bar, "minister")
    view.show_page(page("One minister."))
    assert told(bar) == "1 of 1"
    assert marked(view) == ["minister"]
    view.show_page(page("None."))
    assert told(bar) == "not found"


def test_many_hits_are_counted_and_some_marked(bar: FindBar, view: CardView) -> None:
    view.show_page(page(*["e e e e e"] * 1000))
    search(bar, "e")
    assert told(bar) == "1 of 5000"
    assert len(view.extraSelections()) == 1000


def test_everything_has_a_name(bar: FindBar) -> None:
    assert field(bar).accessibleName()
    assert all(button.text() for button in bar.findChildren(QPushButton))


def test_hits_are_where_qt_counts(view: CardView, bar: FindBar) -> None:
    view.show_page(page(f"𝄞𝄞 {ISOLATE}أنور قرقاش\u2069 and a{MAY_BREAK}bc", "x<br>y"))
    search(bar, "abc")
    assert marked(view) == [f"a{MAY_BREAK}bc"]
    search(bar, "انور")
    assert marked(view) == ["أنور"]
    search(bar, "𝄞")
    assert len(marked(view)) == 2


@given(st.text(max_size=40), st.text("abé 𝄞", min_size=1, max_size=6), st.text(max_size=40))
def test_any_piece_of_a_text_is_found_in_it(before: str, piece: str, after: str) -> None:
    assume(piece == " ".join(piece.split()))
    start = len(before.encode("utf-16-le")) // 2
    hits = PageText(before + piece + after).find(piece)
    assert any(hit.start <= start < hit.end for hit in hits)


def test_a_ligature_is_marked_whole() -> None:
    assert PageText("a ﬁne day").find("fine")[0] == (2, 5)
    assert PageText("Straße").find("strasse")[0] == (0, 6)
