"""Other ways from the same cards to a tagged PDF: WeasyPrint and headless Chromium, each with the bundled fonts."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from briefing_app import i18n
from briefing_app.cards.card import Card
from briefing_app.faces import read_families
from briefing_app.paper.edition import PrintedCard
from briefing_app.paths import resources
from briefing_app.prose.markdown import to_html
from tests.benchmarks.library_cards import BENCH
from tests.benchmarks.measure import Row, milliseconds

WEASYPRINT, CHROMIUM, CHROMIUM_WARM = "WeasyPrint", "headless Chromium", "Chromium, without its start"
TARGETS = {WEASYPRINT: "<= 0.125", CHROMIUM: "<= 0.25", CHROMIUM_WARM: ""}

# Fields of a card -> which of their values are printed.
_LISTS = {
    "actors": ("name", "role"),
    "timeline": ("date", "event"),
    "quotes": ("text", "speaker"),
    "sources": ("title",),
}
_STYLE = "@page { size: A4; margin: 32mm } body { font: 10.5pt FAMILIES } p { text-align: justify; hyphens: auto }"
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
)


def rival_rows(
    books: Sequence[Sequence[PrintedCard]], ours: Sequence[Callable[[], Mapping[str, float]]]
) -> Iterator[Row]:
    """Our way to a book against theirs from the same cards as a plain web page, in turns, one book a round.

    Args:
        ours: makes each of the books, and says in "ms" how long that took.
    """
    found: dict[str, list[float]] = {}
    for book, make in zip(books, ours, strict=True):
        times = {"ours": make()["ms"], **_theirs(book)}
        for name, taken in times.items():
            found.setdefault(name, []).append(taken)
    median = {name: statistics.median(times) for name, times in found.items()}
    for name, target in TARGETS.items():
        if name in median:
            yield Row(f"a book of {len(books[0])} cards", median["ours"], median[name], "ms", name, target)
        else:
            print(f"No comparison with {name}: it is not here.", file=sys.stderr)


def _theirs(book: Sequence[PrintedCard]) -> dict[str, float]:
    """Milliseconds, of those that are here."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "book.html"
        page.write_text(as_page([item.card for item in book]), "utf-8")
        return {**_weasyprint(page), **_chromium(page)}


def as_page(cards: Sequence[Card]) -> str:
    """The words of the cards as plain HTML, in the bundled fonts."""
    fonts = resources() / "fonts"
    families = read_families(fonts)
    faces = "\n".join(_face(family.name, fonts / file) for family in families for file in family.files)
    style = _STYLE.replace("FAMILIES", ", ".join(f'"{family.name}"' for family in families))
    body = "\n".join(map(_section, cards))
    head = f'<meta charset="utf-8"><title>{len(cards)} cards</title><style>{faces}\n{style}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def _face(family: str, file: Path) -> str:
    weight = "bold" if "-Bold" in file.stem else "normal"
    style = "italic" if "Italic" in file.stem else "normal"
    look = f"font-weight: {weight}; font-style: {style}"
    return f'@font-face {{ font-family: "{family}"; {look}; src: url("{file.as_uri()}") }}'


def _section(card: Card) -> str:
    lists = (
        f"<p>{escape(' · '.join(str(getattr(entry, name) or '') for name in names))}</p>"
        for field, names in _LISTS.items()
        for entry in getattr(card, field)
    )
    parts = [f"<h1>{escape(card.title)}</h1>", f"<p>{escape(card.bottom_line or '')}</p>", to_html(card.body), *lists]
    return f'<section lang="{card.language}" dir="{i18n.direction(card.language)}">{"".join(parts)}</section>'


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
