"""Narrowing and ordering the list: chips with counts, sort orders, headings, rows of one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.gui.main_window import MainWindow
from tests.builders import write_card
from tests.windows import OpenWindow, label, press, rows, type_query, when_dialog_opens

SOON = 20_000


def chip(window: MainWindow, name: str) -> QToolButton:
    return next(one for one in window.sidebar.filters.findChildren(QToolButton) if one.text() == name)


def values(window: MainWindow, name: str) -> dict[str, str]:
    """The values that a chip offers, with the number of cards of each."""
    return dict(action.text().split("\t") for action in actions(window, name))


def actions(window: MainWindow, name: str) -> list[QAction]:
    menu = chip(window, name).menu()
    assert isinstance(menu, QMenu)
    return menu.actions()


def choose(window: MainWindow, name: str, value: str) -> None:
    """Click a chip, and a value in the menu that it opens."""

    def click(menu: QWidget) -> None:
        assert isinstance(menu, QMenu)
        action = next(one for one in menu.actions() if one.text().startswith(f"{value}\t"))
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    when_dialog_opens(click)
    QTest.mouseClick(chip(window, name), Qt.MouseButton.LeftButton)


# Filters


@pytest.mark.usefixtures("fishing_library")
def test_filters_count_what_the_search_finds(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    press(window, "Shift+F7")
    qtbot.waitUntil(lambda: values(window, "Country") == {"Norway": "2", "Switzerland": "1"}, timeout=SOON)
    assert values(window, "Topic") == {"fisheries": "1"}
    assert values(window, "Actor") == {"Anna Lake": "1"}
    assert values(window, "Year") == {"2025": "2", "2024": "1", "2022": "1", "2020": "1", "1993": "1"}
    type_query(window, "boats title:boats")
    qtbot.waitUntil(lambda: values(window, "Country") == {"Norway": "1", "Switzerland": "1"}, timeout=SOON)
    assert not chip(window, "Topic").isEnabled()
    press(window, "Shift+F7")
    assert not window.sidebar.filters.isVisible()


@pytest.mark.usefixtures("fishing_library")
def test_a_value_that_is_chosen_narrows_the_search_and_widens_it_again(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    press(window, "Shift+F7")
    type_query(window, "fishing")
    qtbot.waitUntil(lambda: values(window, "Country") == {"Norway": "2", "Switzerland": "1"}, timeout=SOON)
    choose(window, "Country", "Norway")
    qtbot.waitUntil(lambda: rows(window) == ["Fishing", "Boats"], timeout=SOON)
    assert window.sidebar.field.text().split() == ["fishing", "country:NO"]
    assert "about Norway" in label(window, "explanation")
    qtbot.waitUntil(lambda: values(window, "Year") == {"2022": "1", "2020": "1"}, timeout=SOON)
    choose(window, "Year", "2022")
    qtbot.waitUntil(lambda: rows(window) == ["Boats"], timeout=SOON)
    qtbot.waitUntil(lambda: values(window, "Year") == {"2022": "1"}, timeout=SOON)
    choose(window, "Year", "2022")  # once more takes it away
    qtbot.waitUntil(lambda: rows(window) == ["Fishing", "Boats"], timeout=SOON)


# Orders


@pytest.mark.usefixtures("fishing_library")
def test_the_list_is_sorted_as_it_is_asked_for_and_still_so_at_the_next_start(open_window: OpenWindow) -> None:
    window = open_window()
    window.actions_by_id["sort-title"].trigger()
    open_window.settle(window)
    by_title = ["Boats", "Fishing", "Geneva talks", "Oslo channel", "Quotas", "Vienna round"]
    assert rows(window) == by_title
    type_query(window, "fishing")
    open_window.settle(window)
    assert rows(window) == ["Boats", "Fishing", "Quotas"]
    open_window.close()
    again = open_window()
    assert again.actions_by_id["sort-title"].isChecked()
    assert rows(again) == by_title
    again.actions_by_id["sort-date"].trigger()
    type_query(again, "fishing")
    open_window.settle(again)
    assert [title for title in rows(again) if not title[-1].isdigit()] == ["Quotas", "Boats", "Fishing"]
    again.actions_by_id["sort-relevance"].trigger()
    open_window.settle(again)
    assert rows(again) == ["Fishing", "Quotas", "Boats"]


def test_the_oldest_state_of_facts_comes_first_when_asked_for(open_window: OpenWindow, library: Path) -> None:
    write_card(library, "old", title="Old facts", date="2025-09-04", as_at="2001-01-01")
    write_card(library, "fresh", title="Fresh facts", date="1990-01-01", as_at="2025-01-01")
    window = open_window()
    window.actions_by_id["sort-as_at"].trigger()
    open_window.settle(window)
    found = rows(window)
    assert abs(found.index("Old facts") - found.index("Fresh facts")) == 1
    assert not [title for title in found if title[-1].isdigit()]  # no months where it is not by date


def test_cards_stand_under_months_countries_shelves_or_nothing(open_window: OpenWindow, fishing_library: Path) -> None:
    write_card(fishing_library / "visits" / "2025", "prague", title="Prague talks", date="2025-10-01")
    window = open_window()
    assert rows(window)[:2] == ["October 2025", "Prague talks"]
    window.actions_by_id["group-country"].trigger()
    open_window.settle(window)
    found = rows(window)
    assert found[found.index("Norway") + 1 :][:2] == ["Boats", "Fishing"]
    assert found[found.index("No country") + 1 :][:2] == ["Prague talks", "Geneva talks"]
    window.actions_by_id["group-shelf"].trigger()
    open_window.settle(window)
    found = rows(window)
    assert found[found.index("visits/2025") + 1] == "Prague talks"
    window.actions_by_id["group-none"].trigger()
    open_window.settle(window)
    assert len(rows(window)) == 7


@pytest.mark.usefixtures("library")
def test_rows_of_one_line_are_low_and_stay_so(open_window: OpenWindow) -> None:
    window = open_window()
    high = window.sidebar.list.rowHeight(1)
    window.actions_by_id["dense"].trigger()
    low = window.sidebar.list.rowHeight(1)
    assert low < high / 2
    open_window.close()
    again = open_window()
    assert again.actions_by_id["dense"].isChecked()
    assert again.sidebar.list.rowHeight(1) == low
    again.actions_by_id["dense"].trigger()
    assert again.sidebar.list.rowHeight(1) == high
