"""Run the benchmarks and print one table: `make bench`, or `make bench ONLY=switch` for one of them.

Every number of ours stands beside a floor that was measured in turns with it, in this run, on this machine. Compare
the ratios; the numbers themselves are the machine's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from tests.benchmarks import library, notes, paper, parts, start, switch, window
from tests.benchmarks.measure import Row

BENCHMARKS: dict[str, Callable[[], Iterator[Row]]] = {
    "start": start.start,
    "switch": switch.switch,
    "paper": paper.paper,
    "reading": parts.reading,
    "saving": notes.saving,
    "notes": notes.many,
    "marks": notes.marks,
    "anchors": notes.anchors,
    "library-index": library.index,
    "library-verify": library.verify,
    "library-search": library.search,
    "library-window": window.window,
    "library-indexing": window.indexing,
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(
            f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}.", file=sys.stderr
        )
        return 2
    print_table(chain.from_iterable(BENCHMARKS[name]() for name in names or BENCHMARKS))
    return 0


def print_table(rows: Iterable[Row]) -> None:
    """Print the rows as they come: a benchmark takes its time."""
    layout = "{:34} {:>9} {:>9} {:3} {:>6}  {:32} {}"
    print(layout.format("", "ours", "floor", "", "ratio", "floor is", "target"))
    for row in rows:
        numbers = (f"{row.ours:.2f}", f"{row.floor:.2f}", row.unit, f"{row.ratio:.2f}")
        print(layout.format(row.name, *numbers, row.floor_name, row.target).rstrip(), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
