"""Highlights on their way to paper: the words of a card on which they lie, and the numbers of their comments."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from briefing_app.paper.edition import PrintedHighlight
from briefing_app.paper.fields import Data, Name, across, as_printed, name, paragraphs
from briefing_app.paper.passages import COMMENT, drawn, tied
from briefing_app.prose.blocks import Prose, Run, Runs
from briefing_app.prose.cutting import Stretch, cut, cut_body, cut_prose

_PARAGRAPH = re.compile(r"(?:(?!\r?\n[ \t]*\r?\n).)+", re.DOTALL)


class Highlights:
    """The highlights of one card, drawn into its fields.

    Args:
        direction: "ltr" or "rtl", in which the card runs.
    """

    def __init__(self, highlights: Sequence[PrintedHighlight], direction: str) -> None:
        self._direction = direction
        self._by_path: dict[str, list[Stretch]] = defaultdict(list)
        for one in highlights:
            for number, (path, start, end) in enumerate(one.places, start=1):
                comment = one.comment if number == len(one.places) else None
                self._by_path[path].append(Stretch(start, end, one.colour, comment))

    def name(self, path: str, text: str, words: str = "{}") -> Name:
        """A plain field as part of a line, inside `words` that say more where its braces stand."""
        before, _braces, after = words.partition("{}")
        plain = name(f"{before}{text}{after}", self._direction)
        return self._marked(plain, (Run(before), *cut(text, self._by_path[path]), Run(after)))

    def paragraphs(self, path: str, text: str) -> list[Name]:
        """A plain field's paragraphs."""
        if not self._by_path[path]:
            return paragraphs(text, self._direction)
        parts = [part for part in _PARAGRAPH.finditer(text) if part[0].strip()]
        return [self._marked(name(part[0], self._direction), self._part(path, text, part)) for part in parts]

    def body(self, body: Prose) -> Prose:
        """The body of the card."""
        return cut_body(body, lambda path: self._by_path[path])

    def prose(self, path: str, prose: Prose) -> Prose:
        """A smaller text, which is one field."""
        return cut_prose(prose, self._by_path[path]) if self._by_path[path] else prose

    # --- inside --------------------------------------------------------------------------------------------------

    def _part(self, path: str, text: str, part: re.Match[str]) -> Runs:
        """A paragraph of a field; a comment belongs behind the last one that its highlight touches."""
        stretches = []
        for one in self._by_path[path]:
            goes_on = text[part.end() : max(one.end, part.end())].strip()
            moved = one._replace(start=one.start - part.start(), end=one.end - part.start())
            if text[max(one.start, part.start()) : max(min(one.end, part.end()), 0)].strip():
                stretches.append(moved._replace(comment=None) if goes_on else moved)
        return cut(part[0], [one._replace(start=max(one.start, 0)) for one in stretches])

    def _marked(self, plain: Name, runs: Runs) -> Name:
        """A line of print, with its runs where a highlight lies on it."""
        if not any(run.colour for run in runs):
            return plain
        printed = [part for run in _one_line(runs) for part in drawn(run, {"text": as_printed(run.text)})]
        text = plain if isinstance(plain, str) else str(plain["text"])
        turned = across(text, self._direction)
        return {"text": text, "runs": tied(printed, turned.get("direction", self._direction)), **turned}


def _one_line(runs: Runs) -> Iterator[Run]:
    """Runs with their white space as single spaces, and none at either end."""
    begun = False
    texts = [re.sub(r"\s+", " ", run.text) for run in runs]
    last = max((n for n, text in enumerate(texts) if text.strip()), default=-1)
    for number, (run, text) in enumerate(zip(runs, texts, strict=True)):
        shown = text if begun else text.lstrip()
        shown = shown.rstrip() if number >= last else shown
        begun = begun or bool(shown)
        if shown or run.comments:
            yield Run(shown, colour=run.colour, comments=run.comments)


def number_comments(card: Data, label: str) -> None:
    """Number the comments of a card as they stand on its pages, and put its notes into that order.

    A comment whose words the format leaves out has no number: its passage is quoted all the same.

    Args:
        label: what the label of each comment begins with.
    """
    numbers: dict[int, int] = {}
    for run in list(_comments(card)) if card["notes"] else ():
        number = numbers.setdefault(run[COMMENT], len(numbers) + 1)
        run.update({COMMENT: str(number), "to": f"{label}{number}"})
    for place, note in enumerate(card["notes"]):
        number = numbers.get(place, 0)
        note |= {"number": str(number or ""), "label": f"{label}{number}" if number else ""}
    ranked = iter(sorted((note for note in card["notes"] if note["number"]), key=lambda note: int(note["number"])))
    card["notes"] = [next(ranked) if note["number"] else note for note in card["notes"]]


def _comments(value: Any) -> Iterator[Data]:
    """The places of comments, in the order of the page."""
    if isinstance(value, dict):
        if COMMENT in value:
            yield value
        for inner in value.values():
            yield from _comments(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _comments(inner)
