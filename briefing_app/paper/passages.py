"""Text for paper as plain data: runs, blocks, footnotes, and where a long word may break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from briefing_app.paper.fields import UNSPACED, Data, across, as_printed, typed_line
from briefing_app.prose.blocks import (
    Block,
    CodeBlock,
    Heading,
    ItemList,
    Paragraph,
    Prose,
    Quotation,
    Rule,
    Run,
    Runs,
    Section,
    Table,
)

OTHER_CARD = "card:"  # what a link to another card begins with
COMMENT = "comment"  # the key of a comment's number in the data
NUMBERS = {"cite", "footnote", "again", COMMENT}  # what stands raised behind a word
ROWS_KEPT_WHOLE = 6  # a longer table may go over a page
_ADDRESS = re.compile(r"(\b[a-z]{2,8}://\S+)")
_LAST_LETTERS = re.compile(f"(?:[^\\s\u200b{UNSPACED}]{{1,24}}|[^\\s\u200b]{{0,2}})$")


class CardInFile(NamedTuple):
    """What a text that names a card is printed with: its title, and the label to which that leads, "" for none."""

    title: str
    label: str = ""


CardsInFile = Mapping[str, CardInFile]
"""The cards of a file by their id in small letters; of no other is the title said, which may be marked higher
than the file."""


class Targets(NamedTuple):
    """Where citations and links lead.

    Args:
        sources: source id -> its number in the list of sources.
        headings: link, as "#section-1" in small letters -> label.
        cards: the cards of the file, to which links of "card:ID" lead.
    """

    sources: Mapping[str, int]
    headings: Mapping[str, str]
    cards: CardsInFile


class Passages:
    """Turns one card's prose into data, and keeps count of its footnotes, citations and heading levels.

    Args:
        prefix: begins every label of this card, so that several cards fit into one file.
        direction: "ltr" or "rtl", in which the card runs.
        cited: whether citations and footnotes are printed, with what they lead to.
    """

    def __init__(
        self,
        prefix: str,
        direction: str,
        targets: Targets,
        *,
        cited: bool,
    ) -> None:
        self._prefix = prefix
        self._direction = direction
        self._targets = targets
        self._cited = cited
        self._footnotes: Sequence[tuple[Block, ...]] = ()
        self._first = 1
        self._placed: set[int] = set()
        self._level = 2

    def sections(self, prose: Prose) -> list[Data]:
        """The sections of the body."""
        self._read_footnotes_of(prose, first=1)
        return [self._section(section) for section in prose.sections]

    def inset(self, prose: Prose, first_footnote: int) -> list[Data]:
        """The blocks of a smaller text inside the card, such as an actor's life, without headings of their own.
        Its footnotes are numbered from `first_footnote`."""
        self._read_footnotes_of(prose, first_footnote)
        blocks: list[Data] = []
        for section in prose.sections:
            if section.heading:
                blocks.append(self._strong_paragraph(section.heading))
            blocks += self._blocks(section.blocks, headings=False)
        return blocks + self.unplaced_footnotes()

    def unplaced_footnotes(self) -> list[Data]:
        """The footnotes of the last text that nothing in it refers to, as paragraphs: they are printed all the same."""
        numbers = range(self._first, self._first + len(self._footnotes))
        notes = [self._footnote(number) for number in numbers if number not in self._placed]
        return [{"type": "paragraph", "runs": [note]} for note in notes]

    def _read_footnotes_of(self, prose: Prose, first: int) -> None:
        self._footnotes, self._first = prose.footnotes if self._cited else (), first

    def _section(self, section: Section) -> Data:
        self._level = 2 if section.heading else 1
        return {
            "heading": self.runs(section.heading),
            "kind": section.kind,
            "label": self._prefix + section.anchor if section.heading else None,
            "blocks": self._blocks(section.blocks, headings=True),
        }

    def _blocks(self, blocks: Iterable[Block], headings: bool) -> list[Data]:
        return [self._block(block, headings) for block in blocks]

    def _block(self, block: Block, headings: bool) -> Data:
        match block:
            case Paragraph(runs):
                turned = across("".join(run.text for run in runs), self._direction)
                return {"type": "paragraph", "runs": self.runs(runs), **turned}
            case Heading(level, runs):
                return self._heading(level, runs) if headings else self._strong_paragraph(runs)
            case ItemList(ordered, start, items):
                inner = [self._blocks(item, headings=False) for item in items]
                return {"type": "list", "ordered": ordered, "start": max(start, 0), "items": inner}
            case Table():
                return self._table(block)
            case Quotation(inner_blocks):
                return {"type": "quotation", "blocks": self._blocks(inner_blocks, headings=False)}
            case CodeBlock(text, runs):
                lines = [typed_line(typed) for typed in text.expandtabs(4).split("\n")]
                return {"type": "code", "lines": lines, **({"marked": _marked_lines(runs)} if runs else {})}
            case Rule():
                return {"type": "rule"}

    def _heading(self, level: int, runs: Runs) -> Data:
        """A heading at most one step below the one before: PDF/UA-1 forbids to skip a level."""
        self._level = min(level, self._level + 1)
        return {"type": "heading", "level": self._level, "runs": self.runs(runs)}

    def _strong_paragraph(self, runs: Runs) -> Data:
        strong = tuple(msgspec.structs.replace(run, strong=True) for run in runs)
        return self._block(Paragraph(strong), headings=False)

    def _table(self, table: Table) -> Data:
        head = [self.runs(cell) for cell in table.head]
        return {
            "type": "table",
            "whole": len(table.rows) <= ROWS_KEPT_WHOLE,
            # On later pages a head is an artifact, which may hold no link (PDF/UA-1, 7.18.5).
            "repeated": not any(_leads_away(run) for cell in head for run in cell),
            "alignments": list(table.alignments),
            "head": head,
            "rows": [[self.runs(cell) for cell in row] for row in table.rows],
        }

    def runs(self, runs: Runs) -> list[Data]:
        """Runs as data; a citation carries its source's number, a footnote's first mention its text."""
        kept = [run for run in runs if self._cited or (run.footnote is None and run.source is None)]
        parts = [part for run in kept for data in drawn(run, self._run(run)) for part in _addresses_apart(data)]
        turned = across("".join(run.text for run in runs), self._direction)
        return tied(parts, turned.get("direction", self._direction))

    def _run(self, run: Run) -> Data:
        if run.text == "\n":
            return {"break": True}
        if run.footnote is not None:
            return self._footnote(run.footnote + self._first - 1)
        if run.source is not None and run.source in self._targets.sources:
            number = self._targets.sources[run.source]
            return {"cite": str(number), "to": source_label(self._prefix, number)}
        text = run.text if run.code else re.sub(r"[ \t\r\n]+", " ", run.text)
        data: Data = {"text": as_printed(text)}
        data |= {name: True for name in ("strong", "emphasis", "code") if getattr(run, name)}
        if run.link is not None:
            data |= self._destination(run.link)
        return data

    def _destination(self, link: str) -> Data:
        """Where a link leads; nowhere, inside the app, to what the file does not hold."""
        if not link.startswith(("#", OTHER_CARD)):
            return {"link": link}
        if link.startswith(OTHER_CARD):
            card = self._targets.cards.get(link.removeprefix(OTHER_CARD).lower())
            return {"to": card.label, "paged": True} if card and card.label else {}
        label = self._targets.headings.get(link.lower())
        return {"to": label} if label else {}

    def _footnote(self, number: int) -> Data:
        """The footnote itself where it is first mentioned, later a way back to it."""
        label = f"{self._prefix}footnote-{number}"
        if number in self._placed:
            return {"again": str(number), "to": label}
        self._placed.add(number)
        blocks = self._footnotes[number - self._first] or (Paragraph(()),)
        return {"footnote": str(number), "label": label, "blocks": self._blocks(blocks, headings=False)}


def drawn(run: Run, data: Data, *, behind: bool = True) -> Iterator[Data]:
    """The data of a run with what the reader made of it: its ground, and the comments behind it."""
    yield {**data, "colour": run.colour} if run.colour else data
    yield from ({COMMENT: number} for number in run.comments if behind)


def _addresses_apart(run: Data) -> Iterable[Data]:
    """A run with its web addresses as runs of their own, in which no hyphen may appear at a line's end."""
    if "://" not in run.get("text", ""):
        return [run]
    parts = enumerate(_ADDRESS.split(run["text"]))
    return [{**run, "text": part} | ({"address": True} if place % 2 else {}) for place, part in parts if part]


def tied(runs: list[Data], direction: str) -> list[Data]:
    """Ties the numbers of citations, footnotes and comments to the letters before them, so that no line begins with
    such a number; not to words that run against `direction`, which would be torn from those before them."""
    tied: list[Data] = []
    for run in runs:
        if not run.keys().isdisjoint(NUMBERS) and tied and not across(_letters_of(tied[-1]), direction):
            before = tied.pop()
            if "text" in before:
                place = before["text"].rindex(_last_letters(before["text"]))
                if place:
                    tied.append({**before, "text": before["text"][:place]})
                before = {"tied": [{**before, "text": before["text"][place:]}]}
            elif "tied" not in before:
                before = {"tied": [before]}
            run = {"tied": [*before["tied"], run]}
        tied.append(run)
    return tied


def _letters_of(run: Data) -> str:
    """The last letters of a run that has any."""
    parts = [part["text"] for part in run.get("tied", [run]) if "text" in part]
    return _last_letters(parts[-1]) if parts else ""


def _leads_away(run: Data) -> bool:
    """Whether a run is a link, or a number that is one."""
    return not run.keys().isdisjoint(NUMBERS | {"link", "to"}) or any(map(_leads_away, run.get("tied", ())))


def _marked_lines(runs: Runs) -> list[list[Data]]:
    """The lines of highlighted code, each as runs."""
    lines: list[list[Data]] = [[]]
    for run in runs:
        first, *others = run.text.expandtabs(4).split("\n")
        begun = bool(lines[-1])
        lines[-1] += drawn(
            run, {"text": as_printed(first) if begun else typed_line(first, ended=False)}, behind=not others
        )
        for number, other in enumerate(others, start=1):
            text = typed_line(other, ended=False)
            lines.append(list(drawn(run, {"text": text}, behind=number == len(others))))
    return lines


def _last_letters(text: str) -> str:
    found = _LAST_LETTERS.search(text)
    return found[0] if found else ""


def source_label(prefix: str, number: int) -> str:
    """What a citation of the card's `number`th source leads to."""
    return f"{prefix}source-{number}"
