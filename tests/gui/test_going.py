"""Going from page to page by links and keys: home, persons, problems; back and forward; several windows."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from briefing_app import pages
from briefing_app.gui import reading
from briefing_app.gui.main_window import MainWindow
from briefing_app.gui.page_text import Hit
from briefing_app.screen.pages import Home
from tests.builders import prose_of, write_card
from tests.windows import OpenWindow, editor, marked, page, press, row, rows

SOON = 20_000
LAVROV = {"id": "lavrov", "name": "Sergey Lavrov", "role": "Foreign minister", "country": "RU"}
QUOTE = {"speaker": "lavrov", "text": "Nothing is agreed.", "date": "2025-09-03", "source": "minutes"}
SOURCE = {"id": "minutes", "title": "Minutes"}


@pytest.fixture(autouse=True)
def _nothing_counts_by_time_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "DWELL_MS", 3_600_000)


@pytest.fixture
def talks(library: Path) -> Path:
    """The three cards, and two that name one man in two spellings."""
    said = {"quotes": [QUOTE], "sources": [SOURCE]}
    write_card(library, "moscow", "A meeting.", title="Moscow round", date="2024-04-04", actors=[LAVROV], **said)
    other = LAVROV | {"name": "Sergei Lavrov", "aliases": ["Sergey Lavrov"], "role": "Minister"}
    write_card(library, "york", "A speech.", title="New York", date="2023-09-09", actors=[other], **said)
    return library


def click_link(window: MainWindow, words: str) -> None:
    """Click where these words stand on the page first."""
    view = window.view
    cursor = view.document().find(words)
    assert cursor.hasSelection(), page(window)
    middle = (cursor.selectionStart() + cursor.selectionEnd()) // 2
    view.show_hit(Hit(middle, middle + 1))
    at = QTextCursor(view.document())
    at.setPosition(middle)
    point = view.cursorRect(at).center()
    assert view.anchorAt(point), words
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)


def wait_for_page(window: MainWindow, words: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.state == "page" and words in page(window), timeout=SOON)


def sections(window: MainWindow) -> dict[str, str]:
    """What stands on the home page, by the anchor of its section."""
    text = page(window)
    headings = ["Tonight", "Updated since you read them", "New to you", "Starred"]
    starts = sorted((text.index(f"\n{one}"), one) for one in headings if f"\n{one}" in text)
    ends = [start for start, _one in starts[1:]] + [len(text)]
    return {one: text[start:end] for (start, one), end in zip(starts, ends, strict=True)}


# Home


def test_home_says_what_is_new_updated_starred_and_kept_for_tonight(
    open_window: OpenWindow, library: Path, qtbot: QtBot
) -> None:
    window = open_window("geneva")
    window.reading.finish()
    window.show_card("oslo")
    press(window, "Ctrl+D")
    press(window, "Ctrl+T")
    window.reading.finish()
    write_card(library, "geneva", "The river.", title="Geneva talks", date="2025-09-03", version=2)
    qtbot.waitUntil(lambda: row(window, "Geneva talks").updated, timeout=SOON)
    press(window, "Alt+Home")
    wait_for_page(window, "Geneva talks", qtbot)
    found = sections(window)
    assert list(found) == ["Tonight", "Updated since you read them", "New to you", "Starred"]
    assert "Oslo channel" in found["Tonight"]
    assert "Geneva talks" in found["Updated since you read them"]
    assert "version 2; you read version 1" in found["Updated since you read them"]
    assert "Vienna round" in found["New to you"]
    assert "Oslo channel" not in found["New to you"]
    assert "Oslo channel" in found["Starred"]
    assert marked(window) == ""
    click_link(window, "Geneva")
    assert (window.card_id, marked(window)) == ("geneva", "Geneva talks")


@pytest.mark.usefixtures("library")
def test_a_start_begins_at_home_and_home_follows_what_is_read(open_window: OpenWindow, qtbot: QtBot) -> None:
    open_window()  # the first start shows a card
    open_window.close()
    window = open_window(home=True)
    wait_for_page(window, "Your briefings", qtbot)
    assert "Vienna round" in sections(window)["New to you"]
    window.actions_by_id["mark-all-read"].trigger()
    qtbot.waitUntil(lambda: "You have read everything" in page(window), timeout=SOON)
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: "Vienna round" in page(window), timeout=SOON)
    assert window.state == "page"


@pytest.mark.usefixtures("library")
def test_folders_that_are_read_sooner_than_home_is_made_do_not_keep_it_away(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_window()
    open_window.close()
    folders_read = threading.Event()
    make, refreshed = pages.home, MainWindow._refreshed

    def make_late(*arguments: Any) -> Home:
        folders_read.wait(SOON / 1000)
        return make(*arguments)

    def tell_when_read(window: MainWindow, changed: bool) -> None:
        refreshed(window, changed)
        folders_read.set()

    monkeypatch.setattr(pages, "home", make_late)
    monkeypatch.setattr(MainWindow, "_refreshed", tell_when_read)
    window = open_window(home=True, settled=False)
    wait_for_page(window, "Your briefings", qtbot)


def test_home_leads_to_all_of_a_section(open_window: OpenWindow, library: Path, qtbot: QtBot) -> None:
    for number in range(8):
        write_card(library, f"m{number}", title=f"Meeting {number}", date=f"2020-01-0{number + 1}")
    open_window()  # the first start shows a card
    open_window.close()
    window = open_window(home=True)
    wait_for_page(window, "Show all 11", qtbot)
    click_link(window, "Show all 11")
    open_window.settle(window)
    assert window.sidebar.field.text() == "is:unread"
    assert window.sidebar.model.count() == 11


# Persons and problems


@pytest.mark.usefixtures("talks")
def test_an_actor_leads_to_the_person_and_the_person_to_their_cards(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = open_window("moscow")
    click_link(window, "Sergey Lavrov")
    wait_for_page(window, "In their words", qtbot)
    text = page(window)
    for words in ("Sergei Lavrov", "Foreign minister", "Nothing is agreed.", "Moscow round", "New York", "Russia"):
        assert words in text
    target = tmp_path / "lavrov.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(target), ""))
    click_link(window, "Export as text")
    assert "“Nothing is agreed.”" in target.read_text(encoding="utf-8")
    assert str(target) in window.message.text
    click_link(window, "New York")
    assert window.card_id == "york"


def test_problems_name_the_file_and_lead_to_its_folder(
    open_window: OpenWindow, library: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toLocalFile()))
    write_card(library / "visits", "bad", title="A bad one", date="2025-13-40")
    window = open_window("oslo")
    window.actions_by_id["library-problems"].trigger()
    wait_for_page(window, "bad.md", qtbot)
    assert "line 3" in page(window)
    click_link(window, "Open the folder")
    assert opened == [str(library / "visits")]
    write_card(library / "visits", "bad", title="A mended one", date="2025-12-04")
    qtbot.waitUntil(lambda: "Every card can be read" in page(window), timeout=SOON)


def test_a_marking_that_no_scheme_knows_is_a_problem_of_its_card(
    open_window: OpenWindow, library: Path, qtbot: QtBot
) -> None:
    write_card(library, "odd", title="An odd one", marking="SECERT")
    window = open_window("oslo")
    window.actions_by_id["library-problems"].trigger()
    wait_for_page(window, "odd.md", qtbot)
    assert "did you mean “SECRET”?" in page(window)


# Back and forward


def test_back_and_forward_lead_through_what_was_read_to_where_it_was_read(
    open_window: OpenWindow, library: Path, qtbot: QtBot
) -> None:
    for card_id in ("one", "two"):
        write_card(library, card_id, prose_of(2000), title=card_id.title(), date="2001-01-01")
    window = open_window("one")
    window.view.set_scroll_share(0.4)
    window.show_card("two")
    window.view.set_scroll_share(0.7)
    press(window, "Alt+Home")
    wait_for_page(window, "Your briefings", qtbot)
    window.show_card("oslo")
    press(window, "Alt+Left")
    wait_for_page(window, "Your briefings", qtbot)
    press(window, "Alt+Left")
    assert window.card_id == "two"
    assert window.view.scroll_share() == pytest.approx(0.7, abs=0.01)
    press(window, "Alt+Left")
    assert window.card_id == "one"
    assert window.view.scroll_share() == pytest.approx(0.4, abs=0.01)
    press(window, "Alt+Left")  # there is nothing before
    assert window.card_id == "one"
    press(window, "Alt+Right")
    assert (window.card_id, marked(window)) == ("two", "Two")
    assert window.view.scroll_share() == pytest.approx(0.7, abs=0.01)
    window.show_card("vienna")  # which forgets the way forward
    press(window, "Alt+Right")
    assert window.card_id == "vienna"
    press(window, "Alt+Left")
    assert window.card_id == "two"


@pytest.mark.usefixtures("library")
def test_pages_of_help_are_on_the_way_back_too(open_window: OpenWindow) -> None:
    window = open_window("geneva")
    window.show_card("oslo")
    press(window, "F1")
    assert window.state == "help"
    press(window, "Alt+Left")
    assert window.card_id == "oslo"


# Several windows


@pytest.mark.usefixtures("library")
def test_two_windows_show_the_same_marks_and_notes_and_are_closed_alone(open_window: OpenWindow, qtbot: QtBot) -> None:
    first = open_window("oslo")
    press(first, "Ctrl+Shift+N")
    second = open_window.windows.opened[-1]
    assert second is not first
    qtbot.waitUntil(second.isVisible, timeout=SOON)
    open_window.settle(second)
    assert second.card_id == "oslo"
    press(second, "Ctrl+D")
    assert row(first, "Oslo channel").starred
    with qtbot.waitSignal(first.notes.note_saved, timeout=SOON):
        QTest.keyClicks(editor(first), "Ask who keeps the minutes.")
    assert editor(second).toPlainText() == "Ask who keeps the minutes."
    first.show_card("vienna")
    assert second.card_id == "oslo"
    first.activateWindow()
    qtbot.waitUntil(first.isActiveWindow, timeout=SOON)
    press(first, "Ctrl+W")
    qtbot.waitUntil(lambda: open_window.windows.opened == [second], timeout=SOON)
    second.activateWindow()
    qtbot.waitUntil(second.isActiveWindow, timeout=SOON)
    press(second, "Alt+Up")
    assert second.card_id == "vienna"
    second.sidebar.search("fjord")
    open_window.settle(second)
    assert rows(second) == ["Oslo channel"]
    press(second, "Ctrl+T")
    assert "Kept for tonight." in second.message.text


def test_a_change_on_disk_shows_in_every_window(open_window: OpenWindow, library: Path, qtbot: QtBot) -> None:
    first = open_window("oslo")
    second = open_window.windows.open_another("geneva")
    qtbot.waitUntil(second.isVisible, timeout=SOON)
    open_window.settle(second)
    first.close()
    write_card(library, "prague", title="Prague talks", date="2025-10-01")
    qtbot.waitUntil(lambda: "Prague talks" in rows(second), timeout=SOON)
    third = open_window.windows.open_another("geneva")
    qtbot.waitUntil(third.isVisible, timeout=SOON)
    open_window.settle(third)
    (library / "prague.md").unlink()
    qtbot.waitUntil(lambda: "Prague talks" not in rows(second) + rows(third), timeout=SOON)
