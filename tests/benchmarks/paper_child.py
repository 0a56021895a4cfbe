"""One book, in a process of its own as the app makes it: prints as JSON how long its job took to make and to set, and
what memory both at their peak.

python -m tests.benchmarks.paper_child ours|torn|plain|words FIRST COUNT
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path

from briefing_app.paper.clusters import mended
from briefing_app.paper.edition import PrintedCard
from briefing_app.paper.glyphs import letters_of
from briefing_app.paper.printer import Printer
from briefing_app.paper.typesetter import STANDARDS, Job
from briefing_app.paths import resources
from tests.benchmarks.measure import milliseconds
from tests.benchmarks.paper import BOOK, bare, floor_of, printable_cards


def main(kind: str, first: int, count: int) -> int:
    warming, *items = islice(printable_cards(), first, first + count + 1)
    printer = Printer(resources(), "en")
    floor = floor_of(printer)
    jobs: list[Job] = []

    def made(printed: list[PrintedCard]) -> None:
        jobs.append(printer.job(printed, BOOK))

    def put() -> bytes:
        if kind == "ours":
            return printer.typesetter.pdf(jobs[-1])
        if kind == "torn":  # as Typst leaves the text of letters that it draws in pieces
            letters = letters_of(jobs[-1].data)
            return printer.typesetter._set(jobs[-1], letters, format="pdf", pdf_standards=STANDARDS)[0]
        return bare(floor, kind, jobs[-1])

    made([warming])
    mended(put())  # so that all libraries are loaded, as Typst is for the floors
    before = megabytes("VmRSS")
    times = {"job_ms": milliseconds(lambda: made(items)), "ms": milliseconds(put)}
    print(json.dumps({**times, "megabytes": megabytes("VmHWM") - before}))
    return 0


def megabytes(field: str) -> float:
    """A figure of this process, as Linux keeps it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
