"""What is offered while a query is typed, and how it is chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from briefing_app.gui.main_window import MainWindow
from tests.windows import OpenWindow, rows, type_query


def popup(window: MainWindow) -> QAbstractItemView:
    """What is offered to complete the word that is typed."""
    completer = window.finding._completer
    found = completer.popup()
    assert found is not None
    return found


def offered(window: MainWindow) -> list[str]:
    model = popup(window).model()
    return [str(model.index(number, 0).data()) for number in range(model.rowCount())]


def wait_for_offer(window: MainWindow, words: str, qtbot: QtBot) -> None:
    """Wait until this alone is offered, and no longer what was offered while the word was shorter."""
    qtbot.waitUntil(lambda: popup(window).isVisible() and offered(window) == [words], timeout=20_000)


@pytest.mark.usefixtures("fishing_library")
def test_operators_are_offered_before_names_and_names_with_how_many_cards_have_them(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window()
    type_query(window, "t")
    qtbot.waitUntil(lambda: popup(window).isVisible() and len(offered(window)) == 3, timeout=20_000)
    assert [one.partition(":")[0] for one in offered(window)] == ["title", "text", "topic"]
    type_query(window, "fis")
    qtbot.waitUntil(lambda: "topic: fisheries   (1)" in offered(window), timeout=20_000)
    type_query(window, "country:norw")
    qtbot.waitUntil(lambda: offered(window) == ["country: Norway   (2)"], timeout=20_000)
    type_query(window, "actor:ann")
    qtbot.waitUntil(lambda: offered(window) == ["actor: Anna Lake   (1)"], timeout=20_000)


@pytest.mark.usefixtures("fishing_library")
@pytest.mark.parametrize("been_elsewhere", [False, True])
def test_a_completion_is_chosen_by_keys_and_the_search_goes_on(
    open_window: OpenWindow, qtbot: QtBot, been_elsewhere: bool
) -> None:
    window = open_window("oslo")
    type_query(window, "lak")
    wait_for_offer(window, "actor: Anna Lake   (1)", qtbot)
    if been_elsewhere:
        popup(window).hide()
        window.view.setFocus()
        type_query(window, "lake")
        wait_for_offer(window, "actor: Anna Lake   (1)", qtbot)
    open_window.settle(window)
    QTest.keyClick(popup(window), Qt.Key.Key_Down)
    QTest.keyClick(popup(window), Qt.Key.Key_Return)
    open_window.settle(window)
    assert window.sidebar.field.text() == 'actor:"Anna Lake" '
    assert window.sidebar.field.hasFocus()  # the query goes on
    assert (rows(window), window.card_id) == (["January 2020", "Fishing"], "oslo")


@pytest.mark.usefixtures("fishing_library")
def test_enter_opens_the_first_hit_where_nothing_offered_is_chosen(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("oslo")
    type_query(window, "lake")
    wait_for_offer(window, "actor: Anna Lake   (1)", qtbot)
    QTest.keyClick(popup(window), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.card_id == "fish", timeout=20_000)
    assert window.sidebar.field.text() == "lake"
    assert not popup(window).isVisible()


@pytest.mark.usefixtures("fishing_library")
def test_a_completion_is_chosen_by_a_click(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    type_query(window, "boats country:swi")
    wait_for_offer(window, "country: Switzerland   (1)", qtbot)
    view = popup(window)
    middle = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    open_window.settle(window)
    assert window.sidebar.field.text() == "boats country:CH "
    assert rows(window) == ["Boats"]
