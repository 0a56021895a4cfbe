"""Paper: cards and books against bare Typst, on the same data, faces and PDF standards: with the plainest template that
prints all of it, and with one that prints the words alone, in one face, without heads, tables, links and contents.

No text is set twice, since Typst remembers what it has laid out; where that memory itself is measured, a row says so.
The cards are made from the corpora where these lie beside the checkout, otherwise from the bundled ones.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any, cast

import pypdfium2  # type: ignore[import-untyped]
from msgspec.structs import replace

from briefing_app.cards.card import Card
from briefing_app.cards.card_file import read_card
from briefing_app.paper.edition import Edition, PrintedCard, PrintedNote
from briefing_app.paper.glyphs import Coverage, letters_of
from briefing_app.paper.printer import Printer
from briefing_app.paper.typesetter import STANDARDS, Job, Typesetter, Way
from briefing_app.paths import resources
from tests.benchmarks.library_cards import card_files
from tests.benchmarks.measure import Row, in_turns_ms, milliseconds
from tests.benchmarks.rivals import rival_rows

CARD, BOOK = Edition("a4"), Edition("a4", "book")
CARDS_IN_BOOK = 100
ROUNDS, BOOKS, BOOKS_OF_RIVALS = 40, 5, 3
# Each has its template beside this file.
FLOORS = {"plain": "Typst, plainest", "words": "Typst, words alone"}
SHOWN_DOTS = 192.0  # an inch: a screen of twice the usual density


def paper() -> Iterator[Row]:
    """A card, a book, the same again, a preview, other typesetters and memory."""
    cards, printer = printable_cards(), Printer(resources(), "en")
    yield from _card(printer, [next(cards) for _turn in range(ROUNDS + 1)])
    yield from _remembered(printer, [next(cards) for _turn in range(ROUNDS)])
    yield from _previews(printer, [next(cards) for _turn in range(ROUNDS)])
    yield from _books()
    first_of_books = range(0, BOOKS_OF_RIVALS * CARDS_IN_BOOK, CARDS_IN_BOOK)
    books = [list(islice(printable_cards(), first + 1, first + 1 + CARDS_IN_BOOK)) for first in first_of_books]
    yield from rival_rows(
        [printer.job(book, BOOK).data for book in books],
        [partial(_child, "ours", first, CARDS_IN_BOOK) for first in first_of_books],
    )


def printable_cards() -> Iterator[PrintedCard]:
    """Cards without end, each of its own words, whose every character the bundled fonts draw."""
    printer, coverage = Printer(resources(), "en"), Coverage(resources() / "fonts")
    for card in _cards():
        item = PrintedCard(card)
        if not coverage.missing(printer.job([item], CARD).data):
            yield item


def _cards() -> Iterator[Card]:
    try:
        files = sorted(card_files(1_000).rglob("*.md"), key=lambda path: path.stem[::-1])  # not by corpus
    except FileNotFoundError:
        files = sorted((resources() / "library").rglob("*.md"))
        print("No corpora here: the bundled cards, with a number put between their words.", file=sys.stderr)
    found = [card for card in (read_card(path).card for path in files) if card is not None]
    yield from found
    for number, card in zip(count(), cycle(found), strict=False):
        yield replace(card, id=f"{card.id}-{number}", body=card.body.replace(". ", f" {number}. "))


def _card(printer: Printer, items: list[PrintedCard]) -> Iterator[Row]:
    """What Typst makes of a job against the compiler alone with the plainest template; then with the job's making."""
    jobs = [printer.job([item], CARD) for item in items]
    floor = floor_of(printer)

    def each(work: Callable[[Any], object], given: list[Any]) -> Callable[[], object]:
        left = iter(given)
        return lambda: work(next(left))

    works = {kind: each(partial(bare, floor, kind), jobs) for kind in FLOORS}
    works["ours"] = each(printer.typesetter.pdf, jobs)
    works["job"] = each(lambda item: printer.job([item], CARD), items)
    yield from _rows("a card", in_turns_ms(works, len(items) - 1))


def _rows(what: str, found: dict[str, float]) -> Iterator[Row]:
    """The floors are given the job, so what sets ours is compared first."""
    whole = found["ours"] + found["job"]
    for kind, floor in FLOORS.items():
        yield Row(f"{what}, its job set", found["ours"], found[kind], "ms", floor, "<= 1.3" if kind == "plain" else "")
        yield Row(f"{what}, made and set", whole, found[kind], "ms", floor)


def floor_of(printer: Printer) -> Typesetter:
    """Typst with the same fonts, and the templates of this folder."""
    floor = Typesetter(printer.typesetter.resources)
    floor._templates = Path(__file__).parent
    return floor


def bare(floor: Typesetter, kind: str, job: Job) -> bytes:
    """What Typst alone makes of a job."""
    given = floor._given(job.data, Way(f"{kind}.typ", floor._faces.families(letters_of(job.data)), None))
    return cast("bytes", floor._compiler.compile(**given, format="pdf", pdf_standards=[*STANDARDS], timestamp=0))


def _books() -> Iterator[Row]:
    """Each in a process of its own, in turns: Typst keeps what it has laid out, and looks all of it through."""
    kinds = ("ours", "torn", *FLOORS)
    found = [{kind: _child(kind, turn * CARDS_IN_BOOK, CARDS_IN_BOOK) for kind in kinds} for turn in range(BOOKS)]
    ms = {kind: statistics.median(turn[kind]["ms"] for turn in found) for kind in kinds}
    for kind, floor in FLOORS.items():
        yield Row("a book, before letters are mended", ms["torn"], ms[kind], "ms", floor)
    yield from _rows("a book of 100 cards", {**ms, "job": statistics.median(turn["ours"]["job_ms"] for turn in found)})
    few = statistics.median(turn["ours"]["megabytes"] for turn in found) / CARDS_IN_BOOK
    many = _child("ours", 0, 500)["megabytes"] / 500
    yield Row("memory per card, book of 500", many, few, "MB", "of a book of 100", "<= 2")


def _child(kind: str, first: int, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.paper_child", kind, str(first), str(count)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return dict(json.loads(answer))


def _remembered(printer: Printer, items: list[PrintedCard]) -> Iterator[Row]:
    """The export of what was just shown, which differs in nothing: its pages are laid out already."""
    for edition in (CARD, Edition("a4", "reading")):
        found: dict[str, list[float]] = {"first": [], "again": []}
        for item in items:
            job = printer.job([item], edition)
            for times in found.values():
                times.append(milliseconds(partial(printer.typesetter.pdf, job)))
        first, again = map(statistics.median, found.values())
        yield Row(f"{edition.form}, set a second time", again, first, "ms", "the first time", "< 1")


def _previews(printer: Printer, items: list[PrintedCard]) -> Iterator[Row]:
    """From a changed choice to the picture of the first page: through the file, and by Typst's own pictures."""
    noted = [item._replace(notes=(PrintedNote("", item.card.title, date(2026, 1, 1), ()),)) for item in items]
    changes = {
        "paper": (items, Edition("letter")),
        "notes": (noted, CARD),
        "format": (items, Edition("a4", "reading")),
    }
    for item in items:
        printer.pdf([item], CARD)
    for change, (changed, edition) in changes.items():
        found = _preview_ms(printer, changed, edition)
        yield Row(f"preview, other {change}", found["file"], found["pictures"], "ms", "Typst's own pictures", "300 ms")


def _preview_ms(printer: Printer, items: list[PrintedCard], edition: Edition) -> dict[str, float]:
    """Each way has cards of its own, which Typst has not yet set so."""
    some, others = iter(items[::2]), iter(items[1::2])
    works = {
        "file": lambda: _first_page(printer.pdf([next(some)], edition)),
        "pictures": lambda: pictures(printer, printer.job([next(others)], edition)),
    }
    return in_turns_ms(works, len(items) // 2 - 1)


def pictures(printer: Printer, job: Job) -> object:
    """The pages as Typst itself draws them."""
    return printer.typesetter._set(job, letters_of(job.data), format="png", ppi=SHOWN_DOTS)


def _first_page(pdf: bytes) -> object:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=SHOWN_DOTS / 72)
