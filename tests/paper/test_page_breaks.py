"""Where pages end: no heading, name or label alone at the foot, no single line of a paragraph, heads of tables again.

Each part of a card is set behind 26 numbers of lines, so that it meets the end of a page at each of its own lines.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefing_app.paper.edition import Edition, PrintedCard, PrintedNote
from briefing_app.paper.formats import FormatName
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import SENTENCE, build_card, timeline_of
from tests.paper.readers import pdfium_pages
from tests.paper.tags import Tag, tags_of

CORPORA = Path(__file__).resolve().parents[2].parent / "shared" / "corpora"
needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared corpora are not beside this checkout")

HEADINGS = ("/H1", "/H2", "/H3")
LINES_BEFORE = range(20, 46)
FOOT = ("As at", "As-at", "Page", "PUBLIC")
THREE = (SENTENCE * 3).strip()
LONG = (SENTENCE * 14).strip()

Fields = Callable[[str], dict[str, Any]]


def table(rows: int, words: str) -> str:
    return "| Place | Words |\n| --- | --- |\n" + "\n".join(f"| Place {n} | {words} |" for n in range(rows))


def after(body: str) -> Fields:
    return lambda lines: {"body": f"{lines}\n\n{body}"}


PARTS: dict[str, Fields] = {
    "headings": after(f"## Part\n\n### Below it\n\n{THREE}\n\n## Next part\n\n{THREE}"),
    "lists": after(f"## Part\n\n- {THREE}\n- {THREE}\n\n  {THREE}\n\n> {THREE}\n>\n> {THREE}"),
    "footnotes": after(f"## Part\n\n{THREE}[^1]\n\n[^1]: {LONG}"),
    "a short table": after(f"## Part\n\n{table(4, SENTENCE)}\n\n{THREE}"),
    "a long table": after(f"## Part\n\n{table(30, 'few')}\n\n{THREE}"),
    "a table of long cells": after(f"## Part\n\n{table(7, LONG)}"),
    "marked sections": after(f"## If raised\n\n{THREE}\n\n## Press line\n\n> {THREE}\n\n## Next steps\n\n- {THREE}"),
    "a timeline": lambda lines: {
        "body": lines,
        "timeline": [{"date": f"20{n}", "event": THREE} for n in range(10, 20)],
    },
    "quotes": lambda lines: {
        "body": lines,
        "quotes": [quote(LONG), quote(SENTENCE.strip(), speaker="A Person"), quote(LONG, LONG)],
    },
    "actors": lambda lines: {"bottom_line": lines, "actors": [actor(n, THREE) for n in range(5)]},
    "long lives": lambda lines: {"bottom_line": lines, "actors": [actor(n, LONG * 2) for n in range(3)]},
    "sources": lambda lines: {"body": lines, "sources": [{"id": f"s{n}", "title": THREE} for n in range(4)]},
}


def quote(text: str, original: str = "", speaker: str = "Somebody Else") -> dict[str, str]:
    own = {"original": original, "kind": "translated"} if original else {}
    return {"speaker": speaker, "text": text, "venue": "Geneva", **own}


def actor(number: int, life: str = "") -> dict[str, str]:
    return {"name": f"Person {number}", "role": "Minister of something", "bio": life}


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


def swept(printer: Printer, part: str, form: FormatName, notes: Sequence[PrintedNote] = ()) -> bytes:
    """A file of cards, in each of which the part begins a line further down."""
    items = []
    for count in LINES_BEFORE:
        fields = PARTS[part]("\n\n".join(f"Line {number}." for number in range(count)))
        items.append(PrintedCard(build_card(fields.pop("body", ""), card_id=f"c{count}", **fields), notes))
    return printer.pdf(items, Edition("a4", form))


def faults(pdf: bytes) -> list[str]:
    """What is wrong with the ends of pages."""
    tags = tags_of(pdf)
    found = [
        f"{tag.name} alone on page {tag.pages}" for place, tag in enumerate(tags) if is_alone(tag, tags[place + 1 :])
    ]
    return found + [
        f"a single line of {tag.name} in {tag.around} on {tag.pages}" for tag in tags if has_single_line(tag)
    ]


def is_alone(tag: Tag, following: Sequence[Tag]) -> bool:
    """Whether a heading, or the head of a table, is torn or stands on another page than what it leads to."""
    if tag.name not in (*HEADINGS, "/THead") or not tag.places:
        return False
    led = next((one for one in following if one.places and tag.name not in one.around), None)
    return len(tag.pages) > 1 or (led is not None and led.pages[0] != tag.pages[0])


def has_single_line(tag: Tag) -> bool:
    """Whether a page begins or ends with one line of several."""
    if tag.name not in ("/P", "/TD", "/LBody", "/Note") or len(tag.pages) < 2:
        return False
    return min(tag.lines(tag.pages[0]), tag.lines(tag.pages[-1])) < 2


def left_alone(pdf: bytes, begin: tuple[str, ...]) -> list[str]:
    """Lines that begin so and stand last on their page."""
    pages = [[line.strip() for line in page.splitlines() if line.strip()] for page in pdfium_pages(pdf)]
    pairs = [pair for page in pages for pair in itertools.pairwise([*page, FOOT[0]])]
    return [line for line, following in pairs if line.startswith(begin) and following.startswith(FOOT)]


@pytest.mark.parametrize("form", ["card", "reading"])
@pytest.mark.parametrize("part", list(PARTS))
def test_no_heading_and_no_line_of_a_paragraph_stands_alone(printer: Printer, part: str, form: FormatName) -> None:
    pdf = swept(printer, part, form)
    assert faults(pdf) == []
    assert left_alone(pdf, ("Somebody Else", "Original", "Person ", "Minister of")) == []


def test_a_short_quote_stands_with_its_speaker(printer: Printer) -> None:
    for page in pdfium_pages(swept(printer, "quotes", "card")):
        assert page.count(f"“{SENTENCE[:12]}") == page.count("Somebody Else") + page.count("A Person")


@pytest.mark.parametrize("form", ["card", "reading"])
def test_the_last_lines_of_a_card_stand_on_no_page_of_their_own(printer: Printer, form: FormatName) -> None:
    for page in pdfium_pages(swept(printer, "sources", form)):
        assert "version 1" not in page or SENTENCE[:20] in page


def test_a_note_stands_with_its_heading_and_its_passage(printer: Printer) -> None:
    notes = [PrintedNote("A marked passage", f"{THREE}\n\n{THREE}", date(2026, 3, 10), ("For release",))] * 2
    pdf = swept(printer, "headings", "card", notes)
    assert faults(pdf) == []
    assert left_alone(pdf, ("A marked", "“A marked", "Reader’s note")) == []


def test_the_rules_can_be_broken(tmp_path: Path) -> None:
    """The same look finds what a template without them leaves."""
    loose = Printer(resources(), "en")
    loose.typesetter._templates = tmp_path / "typst"
    shutil.copytree(resources() / "typst", loose.typesetter._templates)
    pages = loose.typesetter._templates / "pages.typ"
    without = "  set text(costs: (orphan: 0%, widow: 0%))\n  show heading: set block(sticky: false)\n"
    pages.write_text(pages.read_text("utf-8").replace("  set page(\n", f"{without}  set page(\n", 1), encoding="utf-8")
    assert {fault.split()[0] for fault in faults(swept(loose, "headings", "card"))} == {"/H2", "/H3", "a"}


@needs_corpora
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("name", ["frus/frus-chapters", "factbook/factbook", "ungdc/ungdc"])
def test_real_texts_keep_the_rules(printer: Printer, name: str, paper: str) -> None:
    lines = (CORPORA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    for record in map(json.loads, lines[::40]):
        events = [{"date": row["date"], "event": row["event"]} for row in record["timeline"]]
        card = build_card(record["background"], title=record["title"], timeline=events)
        assert faults(printer.pdf([PrintedCard(card)], Edition(paper))) == []


@pytest.mark.parametrize("form", ["card", "reading"])
def test_the_head_of_a_table_stands_on_each_of_its_pages(printer: Printer, form: FormatName) -> None:
    card = build_card(table(120, "few words"), timeline=timeline_of(300))
    pages = pdfium_pages(printer.pdf([PrintedCard(card)], Edition("letter", form)))
    rows = {number for number, page in enumerate(pages) if "few words" in page}
    events = {number for number, page in enumerate(pages) if SENTENCE[:20] in page}
    assert len(rows) > 3 and len(events) > 9
    assert all("Place Words" in pages[number] for number in rows)
    assert all("Date Event" in pages[number] for number in events)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_none_of_71_actors_is_torn_from_the_name(printer: Printer, paper: str) -> None:
    actors = [{"name": f"Person Number{n}", "role": "Member " + "of the delegation " * (n % 4)} for n in range(71)]
    pages = pdfium_pages(printer.pdf([PrintedCard(build_card(actors=actors))], Edition(paper)))
    assert sum(page.count("Number") for page in pages) == 71
    assert all(page.count("Person Number") == page.count("Member") for page in pages)
    assert left_alone(printer.pdf([PrintedCard(build_card(actors=actors))], Edition(paper)), ("Person",)) == []


def test_a_day_stays_with_its_month_where_dates_are_broken(printer: Printer) -> None:
    card = build_card(timeline=[{"date": "1945-02-04/1945-02-11", "event": "The conference."}])
    (page,) = pdfium_pages(printer.pdf([PrintedCard(card)], Edition("a4")))
    broken = [line.strip() for line in page.splitlines() if "February" in line]
    assert broken == ["4 February 1945 to", "11 February 1945"]
