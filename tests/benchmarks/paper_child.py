"""One book, in a process of its own as the app makes it: prints as JSON how long it took and what memory at its peak.

python -m tests.benchmarks.paper_child ours|plain|justified FIRST COUNT
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

from briefing_app.paper.edition import PrintedCard
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.benchmarks.measure import milliseconds
from tests.benchmarks.paper import BOOK, JUSTIFIED, bare, printable_cards


def main(kind: str, first: int, count: int) -> int:
    warming, *items = islice(printable_cards(), first, first + count + 1)
    printer = Printer(resources(), "en")
    preamble = JUSTIFIED if kind == "justified" else ""

    def work(printed: list[PrintedCard]) -> Callable[[], object]:
        if kind == "ours":
            return partial(printer.pdf, printed, BOOK)
        return partial(bare, printer, printer.job(printed, BOOK), preamble)

    make = work(items)
    work([warming])()
    before = megabytes("VmRSS")
    print(json.dumps({"ms": milliseconds(make), "megabytes": megabytes("VmHWM") - before}))
    return 0


def megabytes(field: str) -> float:
    """A figure of this process, as Linux keeps it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
