"""The window on a library of 100,000 cards: how soon it answers, how smoothly it moves, what it costs beside 20 cards.

Each library has a process of its own, `window_child.py`; they take turns where they are compared.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.library import cards_of, complete, data_of
from tests.benchmarks.measure import Row

CHILD = Path(__file__).with_name("window_child.py")
FEW = 20
STARTS = 9
INDEXED = 2_000


def window() -> Iterator[Row]:
    """Start, memory, key presses, scrolling; against the same app on 20 cards, and against bare parts."""
    for folder, count in cards_of((100_000,)):
        few = next(iter(cards_of((FEW,), asked=False)))[0]
        for place, number in ((folder, count), (few, FEW)):
            complete(place, number).close()
        yield from _starts(count)
        found = _child("use", data_of(count))
        floor, name = found["bare"], f"{count:,} cards: "
        yield Row(f"{name}key press, median", found["key"], floor, "ms", "bare FTS5 and list", "30 ms (aim 16 ms)")
        yield Row(f"{name}key press, p99", found["key_p99"], floor, "ms", "bare FTS5 and list", "100 ms (aim 50 ms)")
        yield Row(f"{name}complete, median", found["complete"], floor, "ms", "bare FTS5 and list")
        frame = found["bare_frame"]
        yield Row(f"{name}scrolling, slowest", found["frame"], frame, "ms", "bare uniform list", "32 ms (aim 16 ms)")
        yield Row(f"{name}blocked in search", found["blocked"], frame, "ms", "bare list's frame", "100 ms (aim 32 ms)")


def indexing() -> Iterator[Row]:
    """How long the window is blocked while a first index is built."""
    for folder, count in cards_of((INDEXED,)):
        with tempfile.TemporaryDirectory() as place:
            found = _child("index", Path(place), str(folder))
        name = f"blocked, {count:,} cards read in"
        yield Row(name, found["blocked"], found["median"], "ms", "its median turn", "100 ms (aim 32 ms)")


def _starts(count: int) -> Iterator[Row]:
    found: dict[int, list[dict[str, Any]]] = {count: [], FEW: []}
    for turn in range(STARTS + 1):
        for number, starts in found.items():
            one = _child("start", data_of(number))
            if turn:
                starts.append(one)

    def median(number: int, what: str) -> float:
        return float(statistics.median(one[what] for one in found[number]))

    painted, memory = ((median(count, what), median(FEW, what)) for what in ("painted", "megabytes"))
    yield Row(f"{count:,} cards: start to a card", *painted, "ms", f"{FEW} cards", "1.15 x (aim 1.0 x)")
    verified = (median(count, "settled") / 1000, median(FEW, "settled") / 1000)
    yield Row(f"{count:,} cards: all verified", *verified, "s", f"{FEW} cards", "15 s (aim 5 s)")
    yield Row(f"{count:,} cards: memory then", *memory, "MB", f"{FEW} cards", "+ 60 MB (aim + 25 MB)")


def _child(what: str, data: Path, *rest: str) -> dict[str, Any]:
    # As installed: modules compiled once, whatever this shell says of byte code.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, str(CHILD), what, str(time.monotonic()), str(data), *rest]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    found = json.loads(answer.stdout)
    assert isinstance(found, dict)
    return found
