"""The reader's notes: how long saving, opening and mending take, what marks cost a card, how well they are found."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import count, cycle
from pathlib import Path

from PySide6.QtWidgets import QApplication

from briefing_app.gui.application import Windows
from briefing_app.gui.main_window import MainWindow
from briefing_app.notes.colours import COLOURS
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.exchange import Item, merge
from briefing_app.notes.safe import Safe
from briefing_app.notes.store import NoteStore
from briefing_app.paths import find_paths
from briefing_app.workspace import Workspace
from tests.benchmarks.measure import Row, in_turns, in_turns_ms, milliseconds
from tests.builders import prose_of, write_card
from tests.notes.test_anchors import measured

SAVINGS, ROUNDS = 200, 9
NOTES, MARKS, ANCHORS = 10_000, 1_000, 2_000
TIME = "2025-07-10T12:00:00+00:00"
MARKED, BARE = ("marked-a", "marked-b"), ("bare-a", "bare-b")


def saving() -> Iterator[Row]:
    """A note that grows, saved and on disk, against a bare SQLite insert that is as durable."""
    with tempfile.TemporaryDirectory() as folder:
        store = NoteStore(Path(folder) / "notes.sqlite")
        bare = sqlite3.connect(Path(folder) / "bare.sqlite", isolation_level=None)
        bare.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;"
        )
        numbers, text = count(), prose_of(200)

        def insert() -> None:
            bare.execute("INSERT OR REPLACE INTO note VALUES ('talks', ?)", (f"{text} {next(numbers)}",))

        ours: list[float] = []
        floor: list[float] = []
        for _turn in range(SAVINGS):  # in turns, so that a busy disk is as busy for both
            ours.append(milliseconds(lambda: store.save("talks", f"{text} {next(numbers)}")))
            floor.append(milliseconds(insert))
        store.close()
        bare.close()
    for name, share, target in (("median", 50, ""), ("p95", 95, "< 20 ms")):
        times = _percentile(ours, share), _percentile(floor, share)
        yield Row(f"saving a note, {name}", *times, "ms", "SQLite, WAL, synchronous FULL", target)


def many() -> Iterator[Row]:
    """Opening a file of many notes to the first of them, sound and damaged, against SQLite that opens it bare."""
    with tempfile.TemporaryDirectory() as name:
        sound = Path(name) / "sound" / "notes.sqlite"
        sound.parent.mkdir(mode=0o700)
        texts = cycle([f"{number} {prose_of(60)}" for number in range(50)])
        merge(
            Safe(sound),
            [Item(f"note:card-{n}", next(texts), TIME, TIME, {"audience": "me"}) for n in range(NOTES)],
            apply=True,
        )
        damaged = Path(name) / "damaged" / "notes.sqlite"

        def bare() -> None:
            with closing(sqlite3.connect(sound)) as connection:
                assert connection.execute("SELECT text FROM note WHERE card_id = 'card-7'").fetchone()

        def damage() -> None:
            shutil.rmtree(damaged.parent, ignore_errors=True)
            shutil.copytree(sound.parent, damaged.parent)
            os.truncate(damaged, damaged.stat().st_size // 2)

        works = {"sound": lambda: _open(sound), "bare": bare}
        found = in_turns_ms(works, ROUNDS)
        mended = []
        for _turn in range(3):
            damage()
            mended.append(milliseconds(lambda: _open(damaged)))
            assert list(damaged.parent.glob("*.damaged"))
    yield Row(f"opening {NOTES:,} notes", found["sound"], found["bare"], "ms", "SQLite, one note")
    yield Row(f"mending {NOTES:,} notes", statistics.median(mended), found["sound"], "ms", "opening them sound")


def marks() -> Iterator[Row]:
    """Another card with many marks against the same card without: until it is painted, and until they are drawn."""
    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as name:
        cards = Path(name) / "cards"
        for card_id in (*MARKED, *BARE):
            write_card(cards, card_id, prose_of(1000), title=card_id)
        with closing(Workspace(find_paths(Path(name) / "data"), [cards], bundled=False)) as workspace:
            workspace.library.refresh()
            for card_id in MARKED:
                _mark(workspace, card_id)
            windows = Windows(workspace)
            window = windows.make()
            window.resize(1280, 860)
            window.start(BARE[0])
            while window.is_busy():
                application.processEvents()
            works = {
                f"{what} {kind}": work
                for kind, card_ids in (("marked", MARKED), ("bare", BARE))
                for what, work in _changes(window, card_ids, application.processEvents).items()
            }
            found = in_turns(works, ROUNDS)
            window.close()
            windows.end()
    for what, target in (("painted", "+ 32 ms"), ("all drawn", "")):
        times = found[f"{what} marked"], found[f"{what} bare"]
        yield Row(f"a card with {MARKS:,} marks, {what}", *times, "ms", "the same without marks", target)


def anchors() -> Iterator[Row]:
    """How many passages are found again in revised cards; not a time but a share, beside all that there were."""
    counted, silent = measured(ANCHORS)
    for kind, target in (("unchanged", "1.00"), ("moved", ">= 0.98")):
        yield Row(f"{kind} passages, right", counted[f"{kind}: right"], counted[kind], "", "all of them", target)
    total = sum(number for name, number in counted.items() if ":" not in name)
    yield Row("on wrong words without a mark", len(silent), total, "", "all passages", "0")


def _open(path: Path) -> None:
    with closing(NoteStore(path)) as store:
        assert store.get("card-7")


def _mark(workspace: Workspace, card_id: str) -> None:
    text = workspace.card_text(card_id)
    room = len(text.text) - 80
    for number in range(MARKS):
        start = number * room // MARKS
        anchor = text.anchor(start, start + 40)
        workspace.annotations.add(card_id, anchor=anchor, colour=COLOURS[number % len(COLOURS)])


def _changes(
    window: MainWindow, card_ids: tuple[str, str], settle: Callable[[], None]
) -> dict[str, Callable[[], float]]:
    """Milliseconds from one card to the other, whose marks are as many."""
    turns = cycle(card_ids)

    def paint() -> None:
        window.show_card(next(turns))
        window.view.viewport().repaint()

    def draw() -> None:
        paint()
        while window.marking.is_busy():
            settle()
        settle()

    def measured_after_rest(work: Callable[[], None]) -> float:
        draw()
        return milliseconds(work)

    return {"painted": lambda: measured_after_rest(paint), "all drawn": lambda: measured_after_rest(draw)}


def _percentile(times: Sequence[float], share: int) -> float:
    return statistics.quantiles(times, n=100)[share - 1]
