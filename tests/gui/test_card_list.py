"""The list of cards, by keys and clicks: what is shown, what is chosen, what a screen reader hears."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from briefing_app.gui.card_list import CardList
from briefing_app.gui.card_row import CardRowDelegate
from briefing_app.gui.card_rows import CardListModel, Known, Listing, ReaderState, month_headings
from briefing_app.library.index import SERIAL_BITS, Entry, day_number
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


class Shelf:
    """What the list reads its rows from: entries by key, and what the reader did with them."""

    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}
        self.states: dict[str, ReaderState] = {}
        self.asked: list[int] = []

    def read(self, keys: Sequence[int]) -> Known:
        """The rows of some cards."""
        self.asked += keys
        return [self.entries[key] for key in keys if key in self.entries], self.states


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def model(shelf: Shelf) -> CardListModel:
    return CardListModel(QLocale("en"), shelf.read)


Show = Callable[[Sequence[Entry]], None]


@pytest.fixture
def show(shelf: Shelf, model: CardListModel) -> Show:
    """Puts cards into the list, in this order, under their months; each gets a key as the index gives one."""

    def put(entries: Sequence[Entry]) -> None:
        keyed = [one._replace(key=key_of(one.date, len(entries) - place)) for place, one in enumerate(entries)]
        shelf.entries = {one.key: one for one in keyed}
        keys = [one.key for one in keyed]
        model.show(Listing(keys, month_headings(keys, QLocale("en"))))

    return put


def key_of(date: str | None, serial: int) -> int:
    year, month, day = [*map(int, date.split("-")), 0, 0][:3] if date else (0, 0, 0)
    return day_number((year, month, day)) << SERIAL_BITS | serial


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


def shown_key(model: CardListModel, title: str) -> int:
    return model.keys_of_rows([shown(model).index(title)])[0]


def spoken(model: CardListModel, row: int) -> str:
    words = model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
    assert isinstance(words, str)
    return words


def test_cards_stand_under_their_months(model: CardListModel, show: Show) -> None:
    show([entry("b"), entry("a", "2025-07"), entry("c", "1979-03-26"), entry("d", "1979"), entry("e", None)])
    assert shown(model) == ["July 2025", "B", "A", "March 1979", "C", "1979", "D", "No date", "E"]


def test_all_marks_are_spoken(model: CardListModel, shelf: Shelf, show: Show) -> None:
    shelf.states = {"talks": ReaderState(has_note=True, unread=True, starred=True, queued=True)}
    show([entry("Talks", place="Abu Dhabi", marking="TLP:AMBER"), entry("bad", broken=True, available=False)])
    assert spoken(model, 1) == (
        "Talks, 10 Jul 2025 · Abu Dhabi, TLP:AMBER, not read, starred, kept for tonight, has a note"
    )
    assert spoken(model, 2) == "Bad, 10 Jul 2025, cannot be read, not available now"
    shelf.states = {}
    model.forget()
    assert spoken(model, 1) == "Talks, 10 Jul 2025 · Abu Dhabi, TLP:AMBER"


def test_keys_move_from_card_to_card_over_the_headings(view: CardList, model: CardListModel, show: Show) -> None:
    dates = [f"{year}-05-01" for year in range(2025, 1985, -1)]
    show([entry(date[:4], date) for date in dates])
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


def test_pages_of_the_list_are_turned(view: CardList, model: CardListModel, show: Show) -> None:
    dates = [f"{year}-05-01" for year in range(2025, 1985, -1)]  # a heading above every card
    show([entry(date[:4], date) for date in dates])
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


def test_a_click_on_a_heading_chooses_nothing(view: CardList, model: CardListModel, show: Show) -> None:
    show([entry("a")])
    chosen = QSignalSpy(view.card_chosen)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(model.index(0)).center())
    assert chosen.count() == 0
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(model.index(1)).center())
    assert chosen.count() == 1


def test_letters_ask_for_the_filter_and_commands_do_not(view: CardList, model: CardListModel, show: Show) -> None:
    show([entry("a")])
    typed = QSignalSpy(view.typed)
    QTest.keyClicks(view, "aR")
    QTest.keyClick(view, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert [typed.at(number)[0] for number in range(typed.count())] == ["a", "R"]


def test_rows_are_as_high_as_their_text(view: CardList, model: CardListModel, show: Show) -> None:
    show([entry("a"), entry("b", title=LONG), entry("c", title=LONG * 5)])
    heights = [view.visualRect(model.index(row)).height() for row in (1, 2, 3)]
    assert heights[0] < heights[1] == heights[2]
    view.resize(1200, 400)
    assert view.visualRect(model.index(2)).height() == heights[0]


def test_a_new_list_keeps_the_current_card_without_choosing_it_anew(
    view: CardList, model: CardListModel, show: Show
) -> None:
    show([entry("a"), entry("b")])
    view.show_current(shown_key(model, "B"))
    chosen = QSignalSpy(view.card_chosen)
    show([entry("new"), entry("a"), entry("B")])
    view.show_current(shown_key(model, "B"))
    assert view.currentIndex().data() == "B"
    assert chosen.count() == 0


def test_moving_into_the_list_chooses_nothing(qtbot: QtBot, view: CardList, model: CardListModel, show: Show) -> None:
    show([entry("a"), entry("b")])
    chosen = QSignalSpy(view.card_chosen)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    assert chosen.count() == 0
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert chosen.count() == 1


def test_a_row_far_down_is_brought_into_sight_at_once(view: CardList, model: CardListModel, show: Show) -> None:
    show([entry(f"c{n}", f"{9999 - n // 3}-05-01", LONG if n % 2 else "Short") for n in range(9000)])
    keys = model.keys_of_rows(range(model.rowCount()))
    for place in (7000, 3, 8999, 0):
        view.show_current(keys[place])
        row = view.visualRect(view.currentIndex())
        assert view.viewport().rect().contains(row), place


def test_of_a_hundred_thousand_cards_those_in_sight_alone_are_read(
    view: CardList, model: CardListModel, shelf: Shelf, show: Show
) -> None:
    show([entry(f"c{n}", f"{9999 - n // 20}-05-01") for n in range(100_000)])
    view.show_current(model.keys_of_rows([90_000])[0])
    view.grab()
    assert 0 < len(set(shelf.asked)) < 400
    assert len(shelf.asked) == len(set(shelf.asked))


def test_more_rows_below_leave_those_above_as_they_are(
    view: CardList, model: CardListModel, shelf: Shelf, show: Show
) -> None:
    show([entry(f"c{n}", str(2000 - n)) for n in range(300)])
    keys = list(shelf.entries)
    headings = month_headings(keys, QLocale("en"))
    model.show(Listing(keys[:100], headings[:100]))
    view.show_current(keys[50])
    place = view.verticalScrollBar().value()
    resets = QSignalSpy(model.modelReset)
    assert model.extend(Listing(keys, headings))
    assert (resets.count(), view.verticalScrollBar().value(), model.count()) == (0, place, 300)
    assert shown(model)[-2:] == ["1701", "C299"]
    assert not model.extend(Listing(keys[1:], headings[1:]))


def test_a_card_that_is_gone_is_no_empty_row(model: CardListModel, shelf: Shelf, show: Show) -> None:
    show([entry("a"), entry("b")])
    shelf.entries.clear()
    model.forget()
    assert shown(model)[1:] == ["This card is no longer there"] * 2


def test_scrolling_up_into_rows_not_measured_moves_no_row_in_sight(
    view: CardList, model: CardListModel, show: Show
) -> None:
    show([entry(f"c{n}", str(9999 - n // 4), "Short" if n % 4 else LONG) for n in range(400)])
    view.scrollToBottom()
    for _step in range(40):
        key, height = view.top_card()
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() - 30)
        row = model.row_of_key(key)
        assert row is not None
        assert view.rowViewportPosition(row) == height + 30
