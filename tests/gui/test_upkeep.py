"""The window while its folders change: nothing that the reader has in hand moves, nothing that they have is lost."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from briefing_app.gui.main_window import MainWindow
from briefing_app.library import library as reading_of_files
from briefing_app.paths import Paths
from tests.builders import prose_of, write_card
from tests.windows import OpenWindow, editor, marked, page, press, row, rows, type_query

SOON = 20_000


def index_file(paths: Paths) -> Path:
    (found,) = paths.cache.glob("index*.sqlite")
    return found


def damage(file: Path) -> None:
    """Overwrite the middle half of a file, as a failing disk might."""
    size = file.stat().st_size
    with file.open("r+b") as stream:
        stream.seek(size // 4 // 4096 * 4096)
        stream.write(b"\xa5" * (size // 2))


def many(folder: Path, cards: int = 120) -> None:
    for number in range(cards):
        write_card(
            folder, f"m{number}", title=f"Meeting {number:03}", date=f"19{50 + number // 12}-{number % 12 + 1:02}"
        )


def screen_place(window: MainWindow, title: str) -> int:
    view = window.sidebar.list
    return view.visualRect(window.sidebar.model.index(rows(window).index(title))).top()


# Files that come, change and go


def test_a_file_that_comes_changes_and_goes_is_seen_without_being_asked_for(
    open_window: OpenWindow, library: Path, qtbot: QtBot
) -> None:
    window = open_window("oslo")
    file = write_card(library, "prague", title="Prague talks", date="2025-10-01")
    qtbot.waitUntil(lambda: rows(window)[:2] == ["October 2025", "Prague talks"], timeout=SOON)
    write_card(library, "prague", title="Prague meeting", date="2025-11-01")
    qtbot.waitUntil(lambda: rows(window)[:2] == ["November 2025", "Prague meeting"], timeout=SOON)
    file.rename(library / "brno.md")
    qtbot.waitUntil(lambda: window._workspace.index.entry("brno") is not None, timeout=SOON)
    (library / "brno.md").unlink()
    qtbot.waitUntil(lambda: "Prague meeting" not in rows(window), timeout=SOON)
    assert (window.card_id, marked(window)) == ("oslo", "Oslo channel")
    assert not window.message.problems


def test_a_row_says_what_its_card_says_now(open_window: OpenWindow, library: Path, qtbot: QtBot) -> None:
    window = open_window("oslo")
    view = window.sidebar.list
    height = view.rowHeight(1)
    write_card(
        library, "geneva", title="Geneva talks at length " * 5 + "now", bottom_line="They parted.", date="2025-09-03"
    )
    qtbot.waitUntil(lambda: rows(window)[1].endswith("at length now"), timeout=SOON)
    open_window.settle(window)
    assert row(window, rows(window)[1]).second == "They parted."
    assert view.rowHeight(1) > height


def test_cards_in_a_new_folder_are_seen(open_window: OpenWindow, library: Path, qtbot: QtBot) -> None:
    window = open_window()
    write_card(library / "visits" / "2025", "prague", title="Prague talks", date="2025-10-01")
    qtbot.waitUntil(lambda: "Prague talks" in rows(window), timeout=SOON)
    shutil.rmtree(library / "visits")
    qtbot.waitUntil(lambda: "Prague talks" not in rows(window), timeout=SOON)


def test_the_list_and_the_choice_stay_where_they_are(open_window: OpenWindow, library: Path, qtbot: QtBot) -> None:
    many(library)
    window = open_window("m60")
    view = window.sidebar.list
    view.setFocus()
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 40)
    place = screen_place(window, "Meeting 060")
    assert 0 < place < view.viewport().height()
    write_card(library, "new", title="A newer one", date="2026-01-01")
    (library / "m100.md").unlink()
    qtbot.waitUntil(lambda: "A newer one" in rows(window) and "Meeting 100" not in rows(window), timeout=SOON)
    open_window.settle(window)
    assert (screen_place(window, "Meeting 060"), marked(window), view.hasFocus()) == (place, "Meeting 060", True)
    press(view, "Up")  # the choice goes on from there
    assert marked(window) == "Meeting 061"


def test_the_open_card_is_updated_in_its_place(open_window: OpenWindow, library: Path, qtbot: QtBot) -> None:
    numbers = count()
    text = re.sub("The ministers", lambda _found: f"In case {next(numbers)} the ministers", prose_of(3000))
    write_card(library, "long", text, title="Long", date="2001-01-01")
    window = open_window("long")
    cursor = window.view.document().find("Round 9")
    window.view.setTextCursor(cursor)
    window.view.set_scroll_share(0.5)
    reading = window.view.cursorForPosition(QPoint(0, 0)).block().text()
    QTest.keyClicks(editor(window), "half a sentence")
    assert window.flush()  # the first note brings an offer of its own, which is not what is waited for
    changed = text.replace("## Round 3", "Two more.\n\nParagraphs.\n\n## Round 3")
    write_card(library, "long", changed, title="Long", date="2001-01-01", version=2)
    qtbot.waitUntil(lambda: "Two more." in page(window), timeout=SOON)
    assert window.message.text == "This card was just updated. You see the new text."
    assert window.view.cursorForPosition(QPoint(0, 0)).block().text() == reading
    assert window.view.textCursor().selectedText() == "Round 9"
    assert editor(window).toPlainText() == "half a sentence"


def test_a_card_whose_date_changes_is_still_the_chosen_one(
    open_window: OpenWindow, library: Path, qtbot: QtBot
) -> None:
    window = open_window("oslo")
    write_card(library, "oslo", "The fjord.", title="Oslo channel", date="2025-12-24")
    qtbot.waitUntil(lambda: rows(window)[:2] == ["December 2025", "Oslo channel"], timeout=SOON)
    open_window.settle(window)
    assert marked(window) == "Oslo channel"
    press(window, "Alt+Down")
    assert window.card_id == "geneva"


def test_a_card_that_goes_and_comes_back_can_be_worked_with_again(
    open_window: OpenWindow, library: Path, qtbot: QtBot
) -> None:
    window = open_window("oslo")
    kept = (library / "oslo.md").rename(library.parent / "kept")
    qtbot.waitUntil(lambda: window.state == "card-gone", timeout=SOON)
    assert not window.actions_by_id["star"].isEnabled()
    kept.rename(library / "oslo.md")
    qtbot.waitUntil(lambda: window.state == "card", timeout=SOON)
    assert "The fjord." in page(window)
    open_window.settle(window)
    press(window, "Ctrl+D")
    assert row(window, "Oslo channel").starred


# A folder that goes away


def test_cards_of_a_folder_that_goes_away_stay_and_say_so(
    open_window: OpenWindow, library: Path, paths: Paths, qtbot: QtBot, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    write_card(stick, "prague", "The bridge.", title="Prague talks", date="2025-10-01")
    window = open_window("oslo", extra_folders=(stick,))
    assert row(window, "Prague talks").available
    stick.rename(tmp_path / "away")
    qtbot.waitUntil(lambda: not row(window, "Prague talks").available, timeout=SOON)
    spoken = window.sidebar.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith("not available now")
    window.sidebar.list.setFocus()
    press(window.sidebar.list, "Home")
    assert window.card_id == "prague"
    assert "The bridge." in page(window)
    open_window.close()
    again = open_window("prague", extra_folders=(stick,))
    assert "The bridge." in page(again)
    assert "is not there" in again.message.text
    (tmp_path / "away").rename(stick)
    qtbot.waitUntil(lambda: row(again, "Prague talks").available, timeout=SOON)
    open_window.settle(again)
    assert not again.message.isVisible()
    assert (again.card_id, again.state) == ("prague", "card")
    write_card(stick, "brno", title="Brno talks", date="2025-10-02")
    qtbot.waitUntil(lambda: "Brno talks" in rows(again), timeout=SOON)  # it is watched again


def test_the_readers_own_folder_is_watched_as_soon_as_there_is_one(
    open_window: OpenWindow, paths: Paths, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    assert not paths.library.exists()
    window.files.import_paths([write_card(tmp_path, "prague", title="Prague talks", date="2025-10-01")])
    qtbot.waitUntil(lambda: "Prague talks" in rows(window), timeout=SOON)
    open_window.settle(window)
    write_card(paths.library, "brno", title="Brno talks", date="2025-10-02")
    qtbot.waitUntil(lambda: "Brno talks" in rows(window), timeout=SOON)


# The index


def test_an_index_that_is_damaged_while_it_is_open_is_made_anew_without_a_word(
    open_window: OpenWindow, library: Path, paths: Paths, qtbot: QtBot
) -> None:
    many(library, 600)
    open_window("m7")
    open_window.close()  # which writes the index into one file
    window = open_window("m7")
    press(window, "Ctrl+D")
    before = rows(window)
    damage(index_file(paths))
    type_query(window, "talks ")
    QTest.qWait(0)
    write_card(library, "prague", "The bridge.", title="Prague talks", date="2025-10-01")
    qtbot.waitUntil(lambda: "Prague talks" in rows(window), timeout=SOON)
    open_window.settle(window)
    window.sidebar.search("")
    qtbot.waitUntil(lambda: len(rows(window)) == len(before) + 2, timeout=SOON)
    open_window.settle(window)
    assert not window.message.problems
    assert (window.card_id, window.state, marked(window)) == ("m7", "card", "Meeting 007")
    assert row(window, "Meeting 007").starred
    open_window.close()
    with contextlib.closing(sqlite3.connect(index_file(paths))) as index:
        assert index.execute("pragma integrity_check").fetchall() == [("ok",)]


def test_closing_in_the_midst_of_reading_loses_nothing_and_the_next_start_goes_on(
    open_window: OpenWindow, library: Path, paths: Paths, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_of_files, "FIRST_BATCH_SECONDS", 0.01)
    monkeypatch.setattr(reading_of_files, "BATCH_SECONDS", 0.01)
    many(library, 600)
    window = open_window("oslo", settled=False)
    seen: list[str] = []
    window.upkeep.progress.connect(seen.append)
    qtbot.waitUntil(lambda: any(seen), timeout=SOON)
    assert window.upkeep.busy()
    open_window.close()
    with contextlib.closing(sqlite3.connect(index_file(paths))) as index:
        known = dict(index.execute("select name, id from file"))
    assert 0 < len(known) < 603
    again = open_window("oslo")
    assert (again.card_id, again.sidebar.model.count()) == ("oslo", 603)
    with contextlib.closing(sqlite3.connect(index_file(paths))) as index:
        assert known.items() <= dict(index.execute("select name, id from file")).items()  # these were not read again


def test_what_is_no_index_is_made_one_without_a_word(open_window: OpenWindow, library: Path, paths: Paths) -> None:
    open_window("oslo")
    open_window.close()
    index_file(paths).write_bytes(b"not a database" * 1000)
    window = open_window("oslo")
    assert len(rows(window)) == 5
    assert (window.card_id, list(window.message.problems)) == ("oslo", [])
