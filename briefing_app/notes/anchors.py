"""Finds a marked passage again in a card that has changed; says so where it stands otherwise, and where it is gone.

A passage is kept as the selectors of the W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/#selectors)
against the plain text of the card's content, which no template, theme or zoom changes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.prose.plain import PlainField

CONTEXT = 32  # letters kept of what stands before and after
PARTED_BY = "\n\n"  # between two fields

# How much of a passage must be left, of 1, to be recognised by itself; and of its surroundings, to bear witness.
LIKE_ENOUGH = 0.6
WITNESSED = 0.55
SPEAKS_FOR_ITSELF = 24  # letters of a passage that is hardly said twice
ONCE_SPEAKS_FOR_ITSELF = 12  # the same of one that stood there once, and stands there once
MOST_OCCURRENCES = 500

SECTION, MOST_OF_A_NAME = "body: ", 80  # how the name of a section begins
# A word; one letter where a script parts no words, and of what is no word.
WORD = re.compile(r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\U00020000-\U0003ffff]+|.", re.DOTALL)
_NUMBERS = re.compile(r"\[\d+\]")

State = Literal["placed", "moved", "changed", "lost"]


class Anchor(NamedTuple):
    """Where a passage stood when it was marked.

    `exact`, `prefix`, `suffix`: the text quote selector. `start`, `end`: the text position selector, in letters of the
    card's plain text. `field`: what the field in which it begins is called (see `CardText`). `number`, `out_of`:
    which of how many places of the card with these very words it was, from 0.
    """

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    field: str
    number: int = 0
    out_of: int = 1


class Place(NamedTuple):
    """Where the passage stands now, in letters of the plain text; `state` says how sure that is.

    "placed": these words in the same field, however far they moved inside it. "moved": these words in another field, or
    where it is not certain that they are the ones. "changed": words much like these. "lost": nowhere, and both numbers
    are 0.
    """

    start: int
    end: int
    state: State


LOST = Place(0, 0, "lost")


class CardText:
    """The plain text of a whole card, its fields parted by an empty line.

    What a field is called outlives what is put in before it: "timeline.event" whatever its row, "body: The talks" by
    the first line of the section, its heading.
    """

    def __init__(self, fields: Sequence[PlainField]) -> None:
        self.fields = tuple(fields)
        self.text = PARTED_BY.join(field.text for field in fields)
        self._names = tuple(map(_name, fields))
        self._starts: list[int] = []
        at = 0
        for field in fields:
            self._starts.append(at)
            at += len(field.text) + len(PARTED_BY)

    def name_at(self, position: int) -> str:
        """What the field is called in which a letter stands."""
        return self._names[self._number_at(position)] if self.fields else ""

    def position(self, path: str, offset: int = 0) -> int | None:
        """Where a field begins, or a letter of it stands; None where there is no such field."""
        for start, field in zip(self._starts, self.fields, strict=True):
            if field.path == path:
                return start + min(offset, len(field.text))
        return None

    def pieces(self, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """(path, start, end) of what a passage covers of each field, in letters of the field."""
        for number in range(self._number_at(start), len(self.fields)):
            first = self._starts[number]
            if first >= end:
                return
            text = self.fields[number].text
            piece = max(start - first, 0), min(end - first, len(text))
            if piece[0] < piece[1]:
                yield (self.fields[number].path, *piece)

    def anchor(self, start: int, end: int) -> Anchor:
        """What to keep of a passage, to find it again."""
        exact = self.text[start:end]
        places = _occurrences(self.text, exact)
        return Anchor(
            exact,
            self.text[max(0, start - CONTEXT) : start],
            self.text[end : end + CONTEXT],
            start,
            end,
            self.name_at(start),
            places.index(start) if start in places else 0,
            len(places),
        )

    def find(self, anchor: Anchor) -> Place:
        """Where the passage stands now."""
        if not anchor.exact:
            return LOST
        found = self._by_words(anchor)
        if found is not None and self.name_at(found.start) != anchor.field and anchor.out_of > 1:
            # Those may be the others that stood there before, while the words themselves were changed in their field.
            return self._by_likeness(anchor, self._own_regions(anchor)) or found
        if found is not None:
            return found
        return self._by_likeness(anchor, [*self._own_regions(anchor), (0, len(self.text))]) or LOST

    # --- inside --------------------------------------------------------------------------------------------------

    def _number_at(self, position: int) -> int:
        return max(0, bisect_right(self._starts, position) - 1)

    def _by_words(self, anchor: Anchor) -> Place | None:
        """The place with the very words whose surroundings are most like those of before."""
        places = _occurrences(self.text, anchor.exact)
        if not places:
            return None
        if self._stands_as_before(anchor, places):  # what follows would come to the same, at a hundred times the cost
            return Place(anchor.start, anchor.end, "placed")
        witnesses = [self._witness(anchor, start) for start in places]
        # Whatever else is alike: the same field, the same number among those with these words, the nearest.
        ranked = sorted(
            range(len(places)),
            key=lambda n: (
                -round(sum(witnesses[n]), 2),
                self.name_at(places[n]) != anchor.field,
                n != anchor.number,
                abs(places[n] - anchor.start),
            ),
        )
        best = ranked[0]
        before, after = witnesses[best]
        start = places[best]
        end = start + len(anchor.exact)
        if self._is_sure(anchor, best, places, witnesses):
            return Place(start, end, "placed")
        alone = len(places) == 1
        enough = ONCE_SPEAKS_FOR_ITSELF if anchor.out_of == 1 else SPEAKS_FOR_ITSELF
        if (alone and len(anchor.exact) >= enough) or max(before, after) >= WITNESSED:
            stays = alone and anchor.out_of == 1 and self.name_at(start) == anchor.field
            return Place(start, end, "placed" if stays else "moved")
        return None

    def _stands_as_before(self, anchor: Anchor, places: Sequence[int]) -> bool:
        """Whether all is where it was: the place itself, its surroundings, its field, and as many others."""
        return (
            len(places) == anchor.out_of
            and places[anchor.number : anchor.number + 1] == [anchor.start]
            and self._witness(anchor, anchor.start) == (1.0, 1.0)
            and self.name_at(anchor.start) == anchor.field
        )

    def _is_sure(
        self, anchor: Anchor, best: int, places: Sequence[int], witnesses: Sequence[tuple[float, float]]
    ) -> bool:
        """Whether a place is certainly that of before: its surroundings are, and none is lost that might be it."""
        if self.name_at(places[best]) != anchor.field:
            return False
        before, after = witnesses[best]
        whole = before == 1.0 and after == 1.0
        rivals = [n for n, found in enumerate(witnesses) if n != best and sum(found) >= before + after - 0.2]
        if whole:
            return not rivals or (len(witnesses) == anchor.out_of and best == anchor.number)
        in_field = sum(self.name_at(start) == anchor.field for start in places)
        alone = in_field == 1 or (len(witnesses) == anchor.out_of and best == anchor.number)
        return alone and not rivals and max(before, after) >= 0.8 and min(before, after) >= 0.3

    def _witness(self, anchor: Anchor, start: int) -> tuple[float, float]:
        """How much what stands before and after a place is like what stood there, 0 to 1."""
        end = start + len(anchor.exact)
        before = self.text[max(0, start - len(anchor.prefix)) : start]
        after = self.text[end : end + len(anchor.suffix)]
        return _likeness(anchor.prefix, before), _likeness(anchor.suffix, after)

    def _by_likeness(self, anchor: Anchor, regions: Iterable[tuple[int, int]]) -> Place | None:
        """The place with words much like those of before, in the first of `regions` that has any."""
        best: tuple[float, Place] | None = None
        for start, end in regions:
            found = _closest(anchor, self.text[start:end])
            if found is not None and (best is None or found[0] > best[0]):
                likeness, first, last = found
                best = likeness, Place(start + first, start + last, "changed")
            if best is not None and best[0] >= 0.8:
                break
        return best[1] if best else None

    def _own_regions(self, anchor: Anchor) -> Iterator[tuple[int, int]]:
        """The fields of the name of that in which the passage stood, with room for what it covered of the next."""
        for number, field in enumerate(self.fields):
            if self._names[number] == anchor.field:
                reach = len(anchor.exact) + CONTEXT
                first, last = self._starts[number], self._starts[number] + len(field.text)
                yield first, min(len(self.text), last + reach)


def _name(field: PlainField) -> str:
    plain = _NUMBERS.sub("", field.path)
    if not plain.startswith("body."):
        return plain
    return SECTION + field.text.partition("\n")[0][:MOST_OF_A_NAME]


def field_in_words(field: str) -> str:
    """The part of a card that an anchor's `field` names, as a reader calls it: a section by its heading."""
    names = {
        "title": _("title"),
        "place": _("place"),
        "bottom_line": _("bottom line"),
        "topics": _("topics"),
        "actors": _("key actors"),
        "body": _("footnotes"),
        "timeline": _("timeline"),
        "quotes": _("who said what"),
        "sources": _("sources"),
        "originator": _("originator"),
    }
    is_section = field.startswith(SECTION)
    return field.removeprefix(SECTION) if is_section else names.get(field.partition(".")[0], field)


def _occurrences(text: str, exact: str) -> list[int]:
    found: list[int] = []
    at = text.find(exact) if exact else -1
    while at >= 0 and len(found) < MOST_OCCURRENCES:
        found.append(at)
        at = text.find(exact, at + 1)
    return found


def _closest(anchor: Anchor, text: str) -> tuple[float, int, int] | None:
    """(likeness, start, end) of the words in `text` most like the passage, its surroundings bearing witness."""
    whole = anchor.prefix + anchor.exact + anchor.suffix
    near = fuzz.partial_ratio_alignment(whole, text, score_cutoff=100 * WITNESSED)
    if near is None or near.dest_start == near.dest_end:
        return None
    slack = CONTEXT + len(anchor.exact) // 4
    first = max(0, near.dest_start - slack)
    window = text[first : near.dest_end + slack]
    start, end = _carried_over(whole, window, len(anchor.prefix), len(anchor.prefix) + len(anchor.exact))
    if end <= start:
        return None
    likeness = _likeness(anchor.exact, window[start:end])
    before = _likeness(anchor.prefix, window[max(0, start - len(anchor.prefix)) : start])
    after = _likeness(anchor.suffix, window[end : end + len(anchor.suffix)])
    witnessed = before >= 0.8 and after >= 0.8
    if (likeness >= LIKE_ENOUGH and max(before, after) >= WITNESSED) or witnessed:
        return (likeness + before + after) / 3, first + start, first + end
    return None


def _carried_over(old: str, new: str, start: int, end: int) -> tuple[int, int]:
    """What became of the letters from `start` to `end`: whole words, with those that were put in place of them."""
    old_words, new_words = list(WORD.finditer(old)), list(WORD.finditer(new))
    steps = Indel.opcodes([word.group() for word in old_words], [word.group() for word in new_words])
    stays = {
        step.src_start + n: step.dest_start + n
        for step in steps
        if step.tag == "equal"
        for n in range(step.src_end - step.src_start)
    }
    inside = [n for n, word in enumerate(old_words) if word.end() > start and word.start() < end]
    first, last = inside[0], inside[-1]
    # A word that is gone was replaced by all that now stands between its neighbours.
    before = [now for was, now in stays.items() if was < first]
    after = [now for was, now in stays.items() if was > last]
    begin = stays[first] if first in stays else max(before, default=-1) + 1
    finish = stays[last] if last in stays else min(after, default=len(new_words)) - 1
    while begin <= finish and new_words[begin].group().isspace():
        begin += 1
    while finish >= begin and new_words[finish].group().isspace():
        finish -= 1
    return (new_words[begin].start(), new_words[finish].end()) if begin <= finish else (0, 0)


def _likeness(old: str, new: str) -> float:
    if old == new:
        return 1.0
    return Indel.normalized_similarity(old, new)
