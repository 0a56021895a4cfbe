"""What a benchmark is: pairs of ours and a floor, measured in turns, compared by their medians."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """One line of the table: a measure of ours over a floor of the same run, in `unit`; `target` is in words."""

    name: str
    ours: float
    floor: float
    unit: str
    floor_name: str
    target: str = ""

    @property
    def ratio(self) -> float:
        """How many times the floor ours is."""
        return self.ours / self.floor


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def in_turns(measures: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of each measure. They take turns, so that a busy machine is as busy for all; round one warms up."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for turn in range(rounds + 1):
        for name, measure in measures.items():
            value = measure()
            if turn:
                found[name].append(value)
    return {name: statistics.median(values) for name, values in found.items()}


def in_turns_ms(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median milliseconds of each piece of work, in turns."""
    return in_turns({name: lambda work=work: milliseconds(work) for name, work in works.items()}, rounds)  # type: ignore[misc]
