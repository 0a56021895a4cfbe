"""Paper: cards and books against bare Typst with the plainest template, on the same data, faces and PDF standards.

No text is set twice, since Typst remembers what it has laid out; where that memory itself is measured, a row says so.
The cards are made from the corpora where these lie beside the checkout, otherwise from the bundled ones.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import count, cycle, islice
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from msgspec.structs import replace

from briefing_app.cards.card import Card
from briefing_app.cards.card_file import read_card
from briefing_app.paper.edition import Edition, PrintedCard, PrintedNote
from briefing_app.paper.glyphs import Coverage
from briefing_app.paper.printer import Printer
from briefing_app.paper.typesetter import STANDARDS, Job
from briefing_app.paths import resources
from tests.benchmarks.library_cards import card_files
from tests.benchmarks.measure import Row, in_turns_ms, milliseconds
from tests.benchmarks.rivals import rival_rows

CARD, BOOK = Edition("a4"), Edition("a4", "book")
CARDS_IN_BOOK = 100
ROUNDS, ROUNDS_OF_BOOKS, ROUNDS_OF_PREVIEWS, ROUNDS_OF_CHILDREN = 40, 5, 12, 3
PLAIN = Path(__file__).with_name("plain.typ")
FLOOR = "Typst, same words, plainest"
SHOWN_DOTS = 192.0  # an inch: a screen of twice the usual density


def paper() -> Iterator[Row]:
    """A card, a book, the same again, a preview, other typesetters and memory."""
    cards, printer = printable_cards(), Printer(resources(), "en")
    books = iter(lambda: list(islice(cards, CARDS_IN_BOOK)), [])
    yield from _against_plain(printer, "a card as PDF", [[next(cards)] for _turn in range(ROUNDS + 1)], CARD)
    yield from _against_plain(printer, "a book of 100 cards", list(islice(books, ROUNDS_OF_BOOKS + 1)), BOOK)
    yield from _remembered(printer, next(cards))
    yield from _previews(printer, [next(cards) for _turn in range(ROUNDS_OF_PREVIEWS + 1)])
    book = next(books)
    yield from rival_rows(book, milliseconds(partial(printer.pdf, book, BOOK)))
    yield _memory_row()


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


def _against_plain(printer: Printer, name: str, texts: list[list[PrintedCard]], edition: Edition) -> Iterator[Row]:
    """From cards to the file, and Typst's part of it, against the compiler alone with the plainest template."""
    ours, jobs = iter(texts), iter(texts)
    plain = iter([printer.job(items, edition) for items in texts])
    found = in_turns_ms(
        {
            "ours": lambda: printer.pdf(next(ours), edition),
            "plain": lambda: _bare(printer, next(plain)),
            "job": lambda: printer.job(next(jobs), edition),
        },
        len(texts) - 1,
    )
    yield Row(name, found["ours"], found["plain"], "ms", FLOOR, "<= 1.3")
    yield Row(f"{name}, of it Typst", found["ours"] - found["job"], found["plain"], "ms", FLOOR)


def _bare(printer: Printer, job: Job) -> object:
    setter = printer.typesetter
    inputs = setter._inputs(job.data)
    source = PLAIN.read_bytes()
    return setter._compiler.compile(source, format="pdf", sys_inputs=inputs, pdf_standards=[*STANDARDS], timestamp=0)


def _remembered(printer: Printer, item: PrintedCard) -> Iterator[Row]:
    """A preview and then the export of the same: the pages are laid out once."""
    for edition in (CARD, Edition("a4", "one-pager")):
        job = printer.job([item], edition)
        setter = printer.typesetter
        first, again = (milliseconds(partial(setter.pdf, job)) for _time in range(2))
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
        "pictures": lambda: printer.typesetter.images(printer.job([next(others)], edition), SHOWN_DOTS),
    }
    return in_turns_ms(works, len(items) // 2 - 1)


def _first_page(pdf: bytes) -> object:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=SHOWN_DOTS / 72)


def _memory_row() -> Row:
    """What 500 cards take of memory, each, against 100: the peak of processes of their own, without the base."""
    few, many = (statistics.median(_peak(cards) / cards for _turn in range(ROUNDS_OF_CHILDREN)) for cards in (100, 500))
    return Row("memory per card, book of 500", many, few, "MB", "of a book of 100", "<= 2")


def _peak(cards: int) -> float:
    """Megabytes."""
    command = [sys.executable, "-m", "tests.benchmarks.paper_child", str(cards)]
    return float(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
