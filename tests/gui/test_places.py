"""The places of the sidebar: what is unread, starred, kept; shelves; saved searches, with counts that follow."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu, QTreeWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.gui import reading
from briefing_app.gui.main_window import MainWindow
from tests.builders import write_card
from tests.windows import OpenWindow, click_button, press, rows, type_query, when_dialog_opens

SOON = 20_000


@pytest.fixture(autouse=True)
def _nothing_counts_by_time_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "DWELL_MS", 3_600_000)


def items(window: MainWindow) -> dict[str, QTreeWidgetItem]:
    return {item.text(0): item for item in window.sidebar.places._items()}


def counts(window: MainWindow) -> dict[str, str]:
    """What stands beside each place that has cards."""
    return {name: item.text(1) for name, item in items(window).items() if item.text(1)}


def click(window: MainWindow, name: str) -> None:
    places = window.sidebar.places
    places.scrollToItem(items(window)[name])
    middle = places.visualItemRect(items(window)[name]).center()
    QTest.mouseClick(places.viewport(), Qt.MouseButton.LeftButton, pos=middle)


def choose_in_menu(window: MainWindow, name: str, words: str) -> None:
    """Open the menu of a place, and choose there."""
    places = window.sidebar.places
    places.scrollToItem(items(window)[name])
    places.customContextMenuRequested.emit(places.visualItemRect(items(window)[name]).center())
    (menu,) = (one for one in places.findChildren(QMenu) if one.isVisible())
    action = next(one for one in menu.actions() if one.text() == words)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def answer(name: str) -> None:
    """Give a name in the dialog that opens next."""

    def type_name(dialog: QWidget) -> None:
        assert isinstance(dialog, QInputDialog)
        field = dialog.findChild(QLineEdit)
        assert field is not None
        field.selectAll()
        QTest.keyClicks(field, name)
        press(field, "Return")

    when_dialog_opens(type_name)


def save(window: MainWindow, query: str, name: str) -> None:
    type_query(window, query)
    answer(name)
    window.actions_by_id["save-search"].trigger()


@pytest.mark.usefixtures("library")
def test_places_lead_to_their_cards_and_count_them(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("oslo")
    press(window, "F7")
    qtbot.waitUntil(lambda: counts(window) == {"Unread": "3"}, timeout=SOON)
    press(window, "Ctrl+D")
    press(window, "Ctrl+T")
    window.reading.finish()
    qtbot.waitUntil(lambda: counts(window) == {"Unread": "2", "Tonight": "1", "Starred": "1"}, timeout=SOON)
    click(window, "Starred")
    qtbot.waitUntil(lambda: rows(window) == ["August 1993", "Oslo channel"], timeout=SOON)
    assert window.sidebar.list.hasFocus()
    click(window, "Unread")
    qtbot.waitUntil(lambda: rows(window) == ["September 2025", "Geneva talks", "Vienna round"], timeout=SOON)
    press(window, "Ctrl+D")  # of the card that is shown, which is not in this list
    qtbot.waitUntil(lambda: "Starred" not in counts(window), timeout=SOON)
    click(window, "All cards")
    qtbot.waitUntil(lambda: len(rows(window)) == 5, timeout=SOON)
    click(window, "Home")
    qtbot.waitUntil(lambda: window.state == "page", timeout=SOON)


def test_shelves_are_the_folders_below_the_library(open_window: OpenWindow, library: Path, qtbot: QtBot) -> None:
    write_card(library / "visits" / "2025", "prague", title="Prague talks", date="2025-10-01")
    write_card(library / "visits", "brno", title="Brno talks", date="2024-10-01")
    window = open_window()
    press(window, "F7")
    qtbot.waitUntil(lambda: counts(window).get("visits") == "2", timeout=SOON)
    assert counts(window)["2025"] == "1"
    click(window, "2025")
    qtbot.waitUntil(lambda: rows(window) == ["October 2025", "Prague talks"], timeout=SOON)


@pytest.mark.usefixtures("fishing_library")
def test_a_search_is_saved_chosen_renamed_removed_and_brought_back(
    open_window: OpenWindow, fishing_library: Path, qtbot: QtBot
) -> None:
    window = open_window()
    save(window, "fishing", "Fish")
    qtbot.waitUntil(lambda: counts(window).get("Fish") == "3", timeout=SOON)
    assert "Saved as “Fish”." in window.message.text
    window.sidebar.search("")
    open_window.settle(window)
    click(window, "Fish")
    qtbot.waitUntil(lambda: rows(window) == ["Fishing", "Quotas", "Boats"], timeout=SOON)
    write_card(fishing_library, "nets", "Nets for fishing.", title="Nets", date="2019-01-01")
    qtbot.waitUntil(lambda: counts(window).get("Fish") == "4", timeout=SOON)
    answer("Fisheries")
    choose_in_menu(window, "Fish", "Rename…")
    qtbot.waitUntil(lambda: counts(window).get("Fisheries") == "4", timeout=SOON)
    assert "Fish" not in items(window)
    choose_in_menu(window, "Fisheries", "Remove")
    qtbot.waitUntil(lambda: "Fisheries" not in items(window), timeout=SOON)
    click_button(window.message, "Undo")
    qtbot.waitUntil(lambda: counts(window).get("Fisheries") == "4", timeout=SOON)


@pytest.mark.usefixtures("library")
def test_a_saved_search_is_there_at_the_next_start(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    save(window, "fjord", "Water")
    open_window.close()
    again = open_window()
    press(again, "F7")
    qtbot.waitUntil(lambda: counts(again).get("Water") == "1", timeout=SOON)


@pytest.mark.usefixtures("library")
def test_nothing_is_saved_without_a_query_or_a_name(open_window: OpenWindow) -> None:
    window = open_window()
    window.actions_by_id["save-search"].trigger()
    assert "Type a search first" in window.message.text
    type_query(window, "fjord")
    when_dialog_opens(lambda dialog: press(dialog, "Escape"))
    window.actions_by_id["save-search"].trigger()
    assert window._workspace.reading.searches() == []


@pytest.mark.usefixtures("library")
def test_two_searches_cannot_have_one_name(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    save(window, "fjord", "Water")
    save(window, "lake", "Lakes")
    qtbot.waitUntil(lambda: "Lakes" in items(window), timeout=SOON)
    answer("Water")
    choose_in_menu(window, "Lakes", "Rename…")
    qtbot.waitUntil(lambda: bool(window.message.problems), timeout=SOON)
    assert {"Water", "Lakes"} <= items(window).keys()
