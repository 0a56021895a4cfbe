"""What the reader did with cards, by keys: read, starred, kept for tonight; all of it undone, all of it kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from briefing_app.gui import reading
from briefing_app.gui.main_window import MainWindow
from briefing_app.paths import Paths
from tests.builders import prose_of, write_card
from tests.windows import OpenWindow, click_button, press, row, rows, type_query

TITLES = ["Geneva talks", "Vienna round", "Oslo channel"]


@pytest.fixture(autouse=True)
def _nothing_counts_by_time_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "DWELL_MS", 3_600_000)


def unread(window: MainWindow) -> list[str]:
    return [title for title in TITLES if row(window, title).unread]


def let_time_pass(window: MainWindow) -> None:
    """As long as a card has to stand open before it counts as read."""
    assert window.reading._dwell.isActive()
    window.reading._dwell.timeout.emit()


def queued(window: MainWindow, open_window: OpenWindow) -> list[str]:
    """Tonight's cards in their order, as the list shows them."""
    window.sidebar.search("is:queued")
    open_window.settle(window)
    return rows(window)


# Read


@pytest.mark.usefixtures("library")
def test_a_card_that_stood_open_is_read(open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "DWELL_MS", 1)
    window = open_window()
    qtbot.waitUntil(lambda: unread(window) == ["Vienna round", "Oslo channel"], timeout=20_000)


@pytest.mark.usefixtures("library")
def test_cards_that_are_passed_over_are_not_read(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    window.sidebar.list.setFocus()
    press(window.sidebar.list, "Down")
    press(window.sidebar.list, "Down")
    assert window.card_id == "oslo"
    assert unread(window) == TITLES
    let_time_pass(window)
    qtbot.waitUntil(lambda: unread(window) == ["Geneva talks", "Vienna round"], timeout=20_000)


def test_a_card_that_is_scrolled_to_its_end_is_read(open_window: OpenWindow, library: Path) -> None:
    write_card(library, "geneva", prose_of(2000), title="Geneva talks", date="2025-09-03")
    window = open_window()
    window.view.setFocus()
    press(window.view, "PgDown")
    assert "Geneva talks" in unread(window)
    press(window.view, "End")
    assert window.view.scroll_share() == 1.0
    assert "Geneva talks" not in unread(window)


def test_a_card_to_whose_end_a_search_or_a_footnote_led_is_not_read(open_window: OpenWindow, library: Path) -> None:
    sources = [{"id": "minutes", "title": "Minutes of the round"}]
    for card_id, title in (("geneva", "Geneva talks"), ("vienna", "Vienna round")):
        write_card(library, card_id, prose_of(2000), title=title, date="2025-09", topics=["pilchard"], sources=sources)
    window = open_window("oslo")
    type_query(window, "pilchard ")
    open_window.settle(window)
    press(window.sidebar.field, "Return")
    press(window.sidebar.list, "Down")
    assert window.view.scroll_share() > 0.9
    window.view.set_scroll_share(0.0)
    window.view.jump_to("source-1")
    assert window.view.scroll_share() == 1.0
    window.sidebar.search("")
    open_window.settle(window)
    assert unread(window) == TITLES


def test_a_broken_card_never_counts_as_read(open_window: OpenWindow, library: Path) -> None:
    (library / "bad.md").write_text("---\ntitle: A broken one\ndate: 2025-19-40\n---\nText.\n")
    window = open_window("bad")
    window.reading.finish()
    assert row(window, "A broken one").unread


def test_a_card_with_a_new_version_is_updated_until_it_is_read_again(
    open_window: OpenWindow, library: Path, qtbot: QtBot
) -> None:
    window = open_window()
    let_time_pass(window)
    qtbot.waitUntil(lambda: "Geneva talks" not in unread(window), timeout=20_000)
    window.show_card("oslo")
    write_card(library, "geneva", "The river.", title="Geneva talks", date="2025-09-03", version=2)
    window.refresh()
    qtbot.waitUntil(lambda: row(window, "Geneva talks").updated, timeout=20_000)
    assert "Geneva talks" not in unread(window)
    type_query(window, "is:updated ")
    open_window.settle(window)
    assert rows(window)[1:] == ["Geneva talks"]
    press(window.sidebar.field, "Return")
    let_time_pass(window)
    qtbot.waitUntil(lambda: rows(window) == [], timeout=20_000)


def test_a_card_that_is_updated_while_it_stands_open_is_read_in_its_new_version(
    open_window: OpenWindow, library: Path, qtbot: QtBot
) -> None:
    window = open_window()
    let_time_pass(window)
    qtbot.waitUntil(lambda: "Geneva talks" not in unread(window), timeout=20_000)
    write_card(library, "geneva", "The river.", title="Geneva talks", date="2025-09-03", version=2)
    window.refresh()
    qtbot.waitUntil(lambda: row(window, "Geneva talks").updated, timeout=20_000)
    let_time_pass(window)
    qtbot.waitUntil(lambda: not row(window, "Geneva talks").updated, timeout=20_000)
    assert "Geneva talks" not in unread(window)


@pytest.mark.usefixtures("library")
def test_a_card_is_marked_as_unread_and_stays_so(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    window.reading.finish()
    assert "Geneva talks" not in unread(window)
    press(window, "Ctrl+U")
    assert "Geneva talks" in unread(window)
    window.reading.finish()  # it still stands open
    assert "Geneva talks" in unread(window)
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: "Geneva talks" not in unread(window), timeout=20_000)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("way", ["keys", "button"])
def test_all_of_the_list_is_marked_as_read_and_taken_back(open_window: OpenWindow, qtbot: QtBot, way: str) -> None:
    window = open_window()
    window.reading.finish()
    type_query(window, "date:2025 ")
    open_window.settle(window)
    window.actions_by_id["mark-all-read"].trigger()
    qtbot.waitUntil(lambda: "marked as read" in window.message.text, timeout=20_000)
    assert window.message.text == "1 card marked as read."  # the other one was read before
    window.sidebar.search("")
    open_window.settle(window)
    assert unread(window) == ["Oslo channel"]
    if way == "keys":
        press(window, "Ctrl+Z")
    else:
        click_button(window.message, "Undo")
    qtbot.waitUntil(lambda: unread(window) == ["Vienna round", "Oslo channel"], timeout=20_000)


def test_space_reads_on_screen_by_screen_and_then_in_the_next_unread_card(
    open_window: OpenWindow, library: Path, qtbot: QtBot
) -> None:
    write_card(library, "geneva", prose_of(1500), title="Geneva talks", date="2025-09-03")
    window = open_window("vienna")
    window.reading.finish()
    window.show_card("geneva")
    window.sidebar.list.setFocus()
    places = [0.0]
    while window.view.scroll_share() < 1.0:
        press(window.sidebar.list, "Space")
        places.append(window.view.scroll_share())
    assert len(places) > 3
    assert places == sorted(set(places))
    assert window.card_id == "geneva"
    press(window.sidebar.list, "Shift+Space")
    assert window.view.scroll_share() < 1.0
    window.view.setFocus()
    press(window.view, "Space")
    press(window.view, "Space")
    qtbot.waitUntil(lambda: window.card_id == "oslo", timeout=20_000)  # past Vienna, which is read
    assert "Geneva talks" not in unread(window)
    press(window.view, "Space")
    qtbot.waitUntil(lambda: "no further unread card" in window.message.text, timeout=20_000)
    assert unread(window) == []


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("keys", ["Space", "Down", "Alt+Down"])
def test_from_a_card_that_left_the_list_as_it_was_read_keys_lead_to_the_one_below(
    open_window: OpenWindow, qtbot: QtBot, keys: str
) -> None:
    window = open_window("vienna")
    window.sidebar.search("is:unread")
    open_window.settle(window)
    let_time_pass(window)
    qtbot.waitUntil(lambda: "Vienna round" not in rows(window), timeout=20_000)
    open_window.settle(window)
    window.sidebar.list.setFocus()
    assert window.card_id == "vienna"
    press(window.sidebar.list, keys)
    qtbot.waitUntil(lambda: window.card_id == "oslo", timeout=20_000)


# Star and tonight


@pytest.mark.usefixtures("library")
def test_a_star_is_given_and_taken_and_that_is_taken_back(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    press(window, "Ctrl+D")
    assert row(window, "Geneva talks").starred
    press(window, "Ctrl+D")
    assert not row(window, "Geneva talks").starred
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: row(window, "Geneva talks").starred, timeout=20_000)
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: not row(window, "Geneva talks").starred, timeout=20_000)
    press(window, "Ctrl+Shift+Z")
    qtbot.waitUntil(lambda: row(window, "Geneva talks").starred, timeout=20_000)
    press(window, "Ctrl+Shift+Z")
    qtbot.waitUntil(lambda: not row(window, "Geneva talks").starred, timeout=20_000)
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: row(window, "Geneva talks").starred, timeout=20_000)
    press(window, "Ctrl+T")  # another deed: nothing is left to do again
    press(window, "Ctrl+Shift+Z")
    open_window.settle(window)
    assert row(window, "Geneva talks").starred and row(window, "Geneva talks").queued


@pytest.mark.usefixtures("library")
def test_tonights_cards_stand_as_the_reader_put_them(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    for card_id in ("oslo", "geneva", "vienna"):
        window.show_card(card_id)
        press(window, "Ctrl+T")
    assert queued(window, open_window) == ["Oslo channel", "Geneva talks", "Vienna round"]
    press(window, "Alt+Shift+Up")
    qtbot.waitUntil(lambda: rows(window) == ["Oslo channel", "Vienna round", "Geneva talks"], timeout=20_000)
    window.show_card("oslo")
    press(window, "Alt+Shift+Down")
    qtbot.waitUntil(lambda: rows(window) == ["Vienna round", "Oslo channel", "Geneva talks"], timeout=20_000)
    press(window, "Ctrl+T")
    qtbot.waitUntil(lambda: rows(window) == ["Vienna round", "Geneva talks"], timeout=20_000)
    click_button(window.message, "Undo")
    qtbot.waitUntil(lambda: rows(window) == ["Vienna round", "Oslo channel", "Geneva talks"], timeout=20_000)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("without_index", [False, True])
def test_all_of_it_is_there_at_the_next_start(open_window: OpenWindow, paths: Paths, without_index: bool) -> None:
    window = open_window("vienna")
    press(window, "Ctrl+D")
    press(window, "Ctrl+T")
    window.show_card("oslo")
    press(window, "Ctrl+T")
    press(window, "Alt+Shift+Up")
    window.reading.finish()
    open_window.close()
    if without_index:
        shutil.rmtree(paths.cache)
    again = open_window("geneva")
    assert unread(again) == ["Geneva talks", "Vienna round"]
    assert [title for title in TITLES if row(again, title).starred] == ["Vienna round"]
    assert queued(again, open_window) == ["Oslo channel", "Vienna round"]
