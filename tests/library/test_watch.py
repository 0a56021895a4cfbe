"""Changes of card files are noticed while the app is open, by the real file system."""

from __future__ import annotations

import logging
import os
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefing_app.library.watch import Watch
from tests.builders import write_card

LONG = 20.0  # seconds, on a busy machine
NEVER = 1.5  # seconds without news, after which there will be none

Start = Callable[..., "Told"]


class Told:
    """What a watch told, in the order of telling."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._news: queue.SimpleQueue[frozenset[Path]] = queue.SimpleQueue()
        self.watch = Watch(folders, self._news.put)
        self.watch.start()

    def until(self, *places: Path) -> set[Path]:
        """All places told of until these are among them."""
        found: set[Path] = set()
        end = time.monotonic() + LONG
        while not set(places) <= found:
            found |= self._news.get(timeout=max(end - time.monotonic(), 0.001))
        return found

    def nothing(self) -> bool:
        """Whether nothing is told for some time."""
        try:
            self._news.get(timeout=NEVER)
        except queue.Empty:
            return True
        return False


@pytest.fixture
def watched() -> Iterator[Start]:
    """Begins to watch folders."""
    started: list[Told] = []

    def start(*folders: Path) -> Told:
        started.append(Told(folders))
        return started[-1]

    yield start
    for told in started:
        told.watch.stop()


def test_a_card_that_comes_changes_moves_and_goes(watched: Start, shelf: Path) -> None:
    (shelf / "visits").mkdir()
    told = watched(shelf)
    path = write_card(shelf, "talks")
    assert told.until(shelf) == {shelf}
    with path.open("a") as file:
        file.write("More.")
    assert told.until(shelf) == {shelf}
    path.rename(shelf / "visits" / "talks.md")
    assert told.until(shelf, shelf / "visits") == {shelf, shelf / "visits"}
    (shelf / "visits" / "talks.md").unlink()
    assert told.until(shelf / "visits") == {shelf / "visits"}


def test_an_editor_that_writes_beside_and_renames_is_seen(watched: Start, shelf: Path) -> None:
    write_card(shelf, "talks")
    told = watched(shelf)
    beside = shelf / "talks.md~"
    beside.write_text("new")
    os.replace(beside, shelf / "talks.md")
    told.until(shelf)


def test_a_new_folder_with_cards_is_seen(watched: Start, shelf: Path, tmp_path: Path) -> None:
    write_card(tmp_path / "elsewhere" / "deep", "talks")
    told = watched(shelf)
    (tmp_path / "elsewhere").rename(shelf / "visits")
    told.until(shelf / "visits")
    write_card(shelf / "visits" / "deep", "more")
    told.until(shelf / "visits" / "deep")


def test_folders_within_new_folders_are_seen_however_quickly_they_come(watched: Start, shelf: Path) -> None:
    told = watched(shelf)
    for number in range(60):
        deep = shelf / f"a{number}" / "b" / "c"
        write_card(deep, f"card-{number}")
    deep = shelf / "a59" / "b" / "c"
    told.until(shelf / "a59")
    write_card(deep, "later")
    told.until(deep)


def test_what_is_no_card_is_not_told(watched: Start, shelf: Path) -> None:
    (shelf / ".git").mkdir()
    told = watched(shelf)
    (shelf / "picture.png").write_bytes(b"")
    (shelf / ".git" / "HEAD.md").write_text("ref")
    (shelf / ".talks.md.swp").write_text("half")
    assert told.nothing()


def test_reading_a_card_is_no_news(watched: Start, shelf: Path) -> None:
    path = write_card(shelf, "talks")
    told = watched(shelf)
    assert path.read_text()
    assert told.nothing()


def test_many_changes_are_told_together(watched: Start, shelf: Path) -> None:
    told = watched(shelf)
    for number in range(200):
        write_card(shelf, f"card-{number}")
    told.until(shelf)
    assert told.nothing()


def test_a_folder_that_is_not_there_hinders_no_other(watched: Start, shelf: Path, tmp_path: Path) -> None:
    told = watched(tmp_path / "missing", shelf)
    write_card(shelf, "talks")
    told.until(shelf)


def test_a_folder_that_is_renamed_away_and_back_is_told(watched: Start, tmp_path: Path) -> None:
    stick = tmp_path / "above" / "stick"
    write_card(stick, "far")
    told = watched(stick)
    stick.rename(tmp_path / "away")
    assert told.until(stick) == {stick}
    (tmp_path / "away").rename(stick)
    told.until(stick)
    (tmp_path / "above").rename(tmp_path / "elsewhere")
    told.until(stick)


def test_after_the_end_nothing_is_told_or_said(watched: Start, shelf: Path, caplog: pytest.LogCaptureFixture) -> None:
    told = watched(shelf)
    with caplog.at_level(logging.DEBUG):
        write_card(shelf, "talks")
        told.watch.stop()
    write_card(shelf, "more")
    assert told.nothing()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
