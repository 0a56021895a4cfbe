"""The list of cards, by keys and clicks: what is shown, what is chosen, what a screen reader hears."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QModelIndex, Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from briefing_app.gui.card_list import CardList
from briefing_app.gui.card_row import CardRowDelegate
from briefing_app.gui.card_rows import CardListModel
from briefing_app.library.index import Entry
from briefing_app.paths import resources
from briefing_app.screen.theme import load_theme

LONG = "The parties met for a third round of talks on the border and agreed on the order of the next one"


def entry(card_id: str, date: str | None = "2025-07-10", title: str = "", **fields: object) -> Entry:
    return Entry(
        key=1,
        id=card_id,
        version=1,
        title=title or card_id.title(),
        date=date,
        place=None,
        language="en",
        marking=None,
        topics=(),
        countries=(),
        actors=(),
        bottom_line=None,
        broken=False,
        as_at=None,
        digest="",
        path=Path(),
        available=True,
    )._replace(**fields)  # type: ignore[arg-type]


@pytest.fixture
def model() -> CardListModel:
    return CardListModel(QLocale("en"))


@pytest.fixture
def view(qtbot: QtBot, model: CardListModel) -> Iterator[CardList]:
    view = CardList(model, CardRowDelegate(load_theme(resources(), "light")))
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    yield view
    view.close()


def shown(model: CardListModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def spoken(model: CardListModel, row: int) -> str:
    words = model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
    assert isinstance(words, str)
    return words


def test_cards_stand_under_their_months(model: CardListModel) -> None:
    model.set_entries(
        [entry("b"), entry("a", "2025-07"), entry("c", "1979-03-26"), entry("d", "1979"), entry("e", None)], frozenset()
    )
    assert shown(model) == ["July 2025", "B", "A", "March 1979", "C", "1979", "D", "No date", "E"]


@pytest.mark.parametrize("typed", ["TURKIYE", "türkiye", "seat turk"])
def test_the_filter_knows_neither_case_nor_accents(model: CardListModel, typed: str) -> None:
    model.set_entries([entry("a", title="Türkiye takes the seat"), entry("b", title="Turkmenistan")], frozenset())
    model.set_filter(typed)
    assert shown(model) == ["July 2025", "Türkiye takes the seat"]
    model.set_filter("")
    assert len(shown(model)) == 3


def test_all_marks_are_spoken(model: CardListModel) -> None:
    model.set_entries(
        [entry("Talks", place="Abu Dhabi", marking="TLP:AMBER"), entry("bad", broken=True)], frozenset({"talks"})
    )
    assert spoken(model, 1) == "Talks, 10 Jul · Abu Dhabi, TLP:AMBER, has a note"
    assert "cannot be read" in spoken(model, 2)
    model.set_noted(frozenset())
    assert "note" not in spoken(model, 1)


def test_keys_move_from_card_to_card_over_the_headings(view: CardList, model: CardListModel) -> None:
    dates = [f"{year}-05-01" for year in range(2025, 1985, -1)]
    model.set_entries([entry(date[:4], date) for date in dates], frozenset())
    chosen = QSignalSpy(view.card_chosen)
    keys = Qt.Key
    for key in (keys.Key_Home, keys.Key_Down, keys.Key_Down, keys.Key_Up, keys.Key_End, keys.Key_Home):
        QTest.keyClick(view, key)
    assert [chosen.at(number)[0] for number in range(chosen.count())] == [
        "2025",
        "2024",
        "2023",
        "2024",
        "1986",
        "2025",
    ]
    assert view.verticalScrollBar().value() == 0


def test_pages_of_the_list_are_turned(view: CardList, model: CardListModel) -> None:
    dates = [f"{year}-05-01" for year in range(2025, 1985, -1)]  # a heading above every card
    model.set_entries([entry(date[:4], date) for date in dates], frozenset())
    QTest.keyClick(view, Qt.Key.Key_Home)
    places = [view.currentIndex().row()]
    for _page in range(20):
        QTest.keyClick(view, Qt.Key.Key_PageDown)
        places.append(view.currentIndex().row())
    assert places[1] > places[0] + 2
    assert places[-1] == model.rowCount() - 1
    for _page in range(20):
        QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert view.currentIndex().row() == 1


def test_a_click_on_a_heading_chooses_nothing(view: CardList, model: CardListModel) -> None:
    model.set_entries([entry("a")], frozenset())
    chosen = QSignalSpy(view.card_chosen)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(model.index(0)).center())
    assert chosen.count() == 0
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(model.index(1)).center())
    assert chosen.count() == 1


def test_letters_ask_for_the_filter_and_commands_do_not(view: CardList, model: CardListModel) -> None:
    model.set_entries([entry("a")], frozenset())
    typed = QSignalSpy(view.typed)
    QTest.keyClicks(view, "aR")
    QTest.keyClick(view, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert [typed.at(number)[0] for number in range(typed.count())] == ["a", "R"]


def test_rows_are_as_high_as_their_text(view: CardList, model: CardListModel) -> None:
    model.set_entries([entry("a"), entry("b", title=LONG), entry("c", title=LONG * 5)], frozenset())
    heights = [view.visualRect(model.index(row)).height() for row in (1, 2, 3)]
    assert heights[0] < heights[1] == heights[2]
    view.resize(1200, 400)
    assert view.visualRect(model.index(2)).height() == heights[0]


def test_a_new_list_keeps_the_current_card_without_choosing_it_anew(view: CardList, model: CardListModel) -> None:
    model.set_entries([entry("a"), entry("b")], frozenset())
    view.show_current("b")
    chosen = QSignalSpy(view.card_chosen)
    model.set_entries([entry("new"), entry("a"), entry("B")], frozenset())
    view.show_current("b")
    assert view.currentIndex().data() == "B"
    assert chosen.count() == 0


def test_moving_into_the_list_chooses_nothing(qtbot: QtBot, view: CardList, model: CardListModel) -> None:
    model.set_entries([entry("a"), entry("b")], frozenset())
    chosen = QSignalSpy(view.card_chosen)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    assert chosen.count() == 0
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert chosen.count() == 1


def test_a_row_far_down_is_brought_into_sight_at_once(view: CardList, model: CardListModel) -> None:
    model.set_entries(
        [entry(f"c{n}", f"{9999 - n // 3}-05-01", LONG if n % 2 else "Short") for n in range(9000)], frozenset()
    )
    for card_id in ("c7000", "c3", "c8999", "c0"):
        view.show_current(card_id)
        row = view.visualRect(view.currentIndex())
        assert view.viewport().rect().contains(row), card_id


def test_only_rows_in_sight_are_measured(view: CardList, model: CardListModel, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    data = CardListModel.data

    def counted(self: CardListModel, index: QModelIndex, role: int = 0) -> object:
        asked.append(str(index.row()))
        return data(self, index, role)

    monkeypatch.setattr(CardListModel, "data", counted)
    model.set_entries([entry(f"c{n}", str(9999 - n)) for n in range(9000)], frozenset())
    view.show_current("c8000")
    view.grab()
    assert len(set(asked)) < 100


def test_scrolling_up_into_rows_not_measured_moves_no_row_in_sight(view: CardList, model: CardListModel) -> None:
    model.set_entries([entry(f"c{n}", str(9999 - n // 4), "Short" if n % 4 else LONG) for n in range(400)], frozenset())
    view.scrollToBottom()
    for _step in range(40):
        card_id, height = view.top_card()
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() - 30)
        row = model.row_of(card_id)
        assert row is not None
        assert view.rowViewportPosition(row) == height + 30
