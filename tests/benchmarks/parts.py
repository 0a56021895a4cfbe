"""Paper and reading, each against the library that does the work when it is called bare."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import markdown
import yaml

from briefing_app.cards.card import Card
from briefing_app.cards.card_file import parse_card
from briefing_app.paper.edition import Edition, PrintedCard
from briefing_app.paper.printer import Printer
from briefing_app.paper.typesetter import STANDARDS
from briefing_app.paths import resources
from briefing_app.prose.plain import card_fields
from briefing_app.prose.reader import read_prose
from tests.benchmarks.measure import Row, in_turns_ms
from tests.builders import build_card, card_text, prose_of, timeline_of

ROUNDS = 15


class Recorder:
    """Stands where the compiler does, to learn what Typst would be given."""

    def __init__(self) -> None:
        self.inputs: dict[str, str] = {}

    def compile(self, *, sys_inputs: dict[str, str], **_others: object) -> bytes:
        """Keep the document; set nothing."""
        self.inputs = sys_inputs
        return b""


def paper() -> Iterator[Row]:
    """A card as PDF against Typst: the same document bare, and its words as plain paragraphs.

    No text is set twice, since Typst remembers what it has laid out.
    """
    printer = Printer(resources(), "en")
    setter = printer.typesetter
    compiler, template, recorder = setter._compiler, setter._source("cards.typ").data, Recorder()
    numbers = count()

    def fresh_card() -> Card:
        number = next(numbers)
        rows = [{**row, "event": f"{number}: {row['event']}"} for row in timeline_of(10)]
        return build_card(prose_of(600).replace("record", f"record {number}"), timeline=rows)

    def recorded() -> dict[str, str]:
        setter.__dict__["_compiler"] = recorder
        printer.pdf([PrintedCard(fresh_card())], Edition("a4"))
        setter.__dict__["_compiler"] = compiler
        return recorder.inputs

    def plain() -> bytes:
        words = "\n\n".join(_escaped(field.text) for field in card_fields(fresh_card()))
        return f'#set document(title: "Plain")\n#set text(lang: "en", font: "Noto Serif")\n{words}'.encode()

    def bare(source: bytes, inputs: dict[str, str]) -> object:
        return compiler.compile(source, format="pdf", sys_inputs=inputs, pdf_standards=[*STANDARDS], timestamp=0)

    turns = range(ROUNDS + 1)
    cards = iter([fresh_card() for _turn in turns])
    documents = iter([recorded() for _turn in turns])
    texts = iter([plain() for _turn in turns])
    found = in_turns_ms(
        {
            "ours": lambda: printer.pdf([PrintedCard(next(cards))], Edition("a4")),
            "same": lambda: bare(template, next(documents)),
            "plain": lambda: bare(next(texts), {}),
        },
        ROUNDS,
    )
    yield Row("a card as PDF", found["ours"], found["same"], "ms", "Typst, same document", "<= 1.5")
    yield Row("a card as PDF", found["ours"], found["plain"], "ms", "Typst, same words, no layout")


def _escaped(text: str) -> str:
    """Text that Typst reads as text."""
    return "".join(f"\\u{{{ord(c):x}}}" if c in "\\#*_`$<>@=-+/~[]'\"" else c for c in text)


def reading() -> Iterator[Row]:
    """A card's file and its body, against bare PyYAML and bare Markdown."""
    body = prose_of(1000)
    text = card_text(body, timeline=timeline_of(20))
    data, path = text.encode(), Path("card.md")
    head = text.split("---\n")[1]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = in_turns_ms(
        {
            "file": lambda: parse_card(data, path),
            "yaml": lambda: yaml.compose(head, loader),
            "prose": lambda: read_prose(body),
            "markdown": lambda: markdown.markdown(body, extensions=["tables", "footnotes", "sane_lists"]),
        },
        ROUNDS,
    )
    yield Row("reading a card's file", found["file"], found["yaml"], "ms", "yaml.compose of its head")
    yield Row("reading 1,000 words of prose", found["prose"], found["markdown"], "ms", "markdown alone")
