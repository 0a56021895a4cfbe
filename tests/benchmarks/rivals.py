"""Other ways to the same book as a tagged PDF: WeasyPrint and headless Chromium, each with the bundled fonts.

They are given the web page ready made; our time begins with the cards. Chromium cannot tell on which page a link leads:
its contents and index have no numbers.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from briefing_app.faces import read_families
from briefing_app.paper.fields import Data
from briefing_app.paths import resources
from tests.benchmarks.library_cards import BENCH
from tests.benchmarks.measure import Row, milliseconds
from tests.benchmarks.web_book import WebBook

WEASYPRINT, CHROMIUM, CHROMIUM_WARM = "WeasyPrint", "Chromium, contents unnumbered", "the same, without its start"
TARGETS = {WEASYPRINT: "<= 0.125", CHROMIUM: "<= 0.25", CHROMIUM_WARM: ""}

_WEASYPRINT = """
import sys, time, weasyprint
start = time.perf_counter()
weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")
print((time.perf_counter() - start) * 1000)
"""
_CHROMIUM = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-pdf-header-footer"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--generate-pdf-document-outline",
    "--virtual-time-budget=10000",  # or it prints before the fonts are loaded, and leaves their text out
)


def rival_rows(books: Sequence[Data], ours: Sequence[Callable[[], Mapping[str, float]]]) -> Iterator[Row]:
    """Our way to a book against theirs, in turns, one book a round.

    Args:
        books: the data of each book's job.
        ours: makes each of the books, and says in "job_ms" and "ms" how long that took.
    """
    found: dict[str, list[float]] = {}
    for book, make in zip(books, ours, strict=True):
        made = make()
        times = {"ours": made["job_ms"] + made["ms"], **_theirs(book)}
        for name, taken in times.items():
            found.setdefault(name, []).append(taken)
    median = {name: statistics.median(times) for name, times in found.items()}
    for name, target in TARGETS.items():
        if name in median:
            yield Row(f"a book of {len(books[0]['cards'])} cards", median["ours"], median[name], "ms", name, target)
        else:
            print(f"No comparison with {name}: it is not here.", file=sys.stderr)


def _theirs(book: Data) -> dict[str, float]:
    """Milliseconds, of those that are here."""
    with tempfile.TemporaryDirectory() as folder:
        pages = {named: Path(folder) / f"book-{named}.html" for named in (True, False)}
        for named, page in pages.items():
            page.write_text(WebBook(book, faces()).page(named_strings=named), "utf-8")
        return {**_weasyprint(pages[True]), **_chromium(pages[False])}


def faces() -> str:
    """The rules that name the bundled fonts."""
    fonts = resources() / "fonts"
    families = read_families(fonts)
    rules = [_face(family.name, fonts / file) for family in families for file in family.files]
    names = ", ".join(f'"{family.name}"' for family in families)
    return "\n".join([*rules, f"body {{ font-family: {names} }}"])


def _face(family: str, file: Path) -> str:
    weight = "bold" if "-Bold" in file.stem else "normal"
    style = "italic" if "Italic" in file.stem else "normal"
    look = f"font-weight: {weight}; font-style: {style}"
    return f'@font-face {{ font-family: "{family}"; {look}; src: url("{file.as_uri()}") }}'


def _weasyprint(page: Path) -> dict[str, float]:
    """Without its start; it is put into an environment of its own, once."""
    python = BENCH.with_name("bench-venv") / "bin" / "python"
    try:
        if not python.exists():
            venv.create(python.parents[1], with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "weasyprint"], check=True, capture_output=True)
        command = [str(python), "-c", _WEASYPRINT, str(page), str(page.with_suffix(".weasyprint.pdf"))]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return {}
    return {WEASYPRINT: float(done.stdout)}


def _chromium(page: Path) -> dict[str, float]:
    """With its start, and without what an empty page takes."""
    browser = shutil.which("chromium")
    if browser is None:
        return {}
    empty = page.with_name("empty.html")
    empty.write_text("<!doctype html><title>Empty</title>", "ascii")

    def printed(source: Path) -> float:
        profile = tempfile.mkdtemp(dir=page.parent)
        target = source.with_suffix(".chromium.pdf")
        command = [browser, *_CHROMIUM, f"--user-data-dir={profile}", f"--print-to-pdf={target}", source.as_uri()]
        return milliseconds(lambda: subprocess.run(command, check=True, capture_output=True))

    start = min(printed(empty), printed(empty))
    whole = printed(page)
    return {CHROMIUM: whole, CHROMIUM_WARM: whole - start}
