"""One book, in a process of its own: prints as JSON how many megabytes more than one card it took at its peak.

python -m tests.benchmarks.paper_child COUNT
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path

from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.benchmarks.paper import BOOK, printable_cards


def main(count: int) -> int:
    first, *items = islice(printable_cards(), count + 1)
    printer = Printer(resources(), "en")
    printer.pdf([first], BOOK)
    before = megabytes("VmRSS")
    printer.pdf(items, BOOK)
    print(json.dumps(megabytes("VmHWM") - before))
    return 0


def megabytes(field: str) -> float:
    """A figure of this process, as Linux keeps it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1024


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
