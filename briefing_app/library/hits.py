"""Where a card matched: the field in words, the passage, and the letters that matched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from briefing_app.i18n import _
from briefing_app.library.expression import Needle
from briefing_app.library.folding import Word, fold, is_paired, placed_joined_words, placed_words, runs, without_joiners
from briefing_app.library.record import COLUMNS, Fields, column_of

SNIPPET_CHARACTERS = 160

_COLUMN_OF_FIELD = {"title": "title", "actor": "actors", "quote": "quotes", "text": "text"}
_COLUMN_OF_FIELD |= {"place": "place", "topic": "topics"}

Span = tuple[int, int]


class Match(NamedTuple):
    """Where a card matched: `where` in words, the passage, and what to mark in it."""

    where: str
    snippet: str
    marks: tuple[Span, ...]


def match_of(fields: Fields, needles: Sequence[Needle]) -> Match:
    """The best place where something that was looked for stands; the bottom line where nothing of it is words."""
    best: tuple[int, bool, int, str, str, list[Span]] | None = None
    for path, text in fields.texts:
        column = column_of(path) or ""
        looked_at = _Text(text)
        spans = [span for needle in needles if _allows(needle, column) for span in looked_at.first(needle)]
        if spans:
            as_typed = any(looked_at.first(needle._replace(spellings=needle.spellings[:1])) for needle in needles)
            rank = (COLUMNS.index(column), not as_typed, -len(spans))
            if best is None or rank < best[:3]:
                best = (*rank, path, text, spans)
    if best is None and (place := _quote_of_speaker(fields, needles)) is not None:
        best = (0, False, 0, f"quotes[{place}]", fields.quotes[place].text, [])
    if best is None:
        where = _("source") if any(needle.field == "source" for needle in needles) else ""
        return Match(where, _cut(_value(fields, "bottom_line") or _value(fields, "body"), [])[0], ())
    path, text, spans = best[3:]
    snippet, marks = _cut(text, sorted(spans))
    return Match(_place_in_words(fields, path), snippet, tuple(marks))


def spans_in(text: str, needles: Iterable[Needle]) -> list[Span]:
    """Where in `text` anything that was looked for stands, in order, none within another."""
    looked_at = _Text(text)
    found = [span for needle in needles for span in looked_at.all(needle)]
    kept: list[Span] = []
    for span in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _quote_of_speaker(fields: Fields, needles: Sequence[Needle]) -> int | None:
    """The place of the first quote by someone who was looked for as a speaker."""
    for needle in needles:
        for place, quote in enumerate(fields.quotes) if needle.field == "speaker" else ():
            names = [quote.speaker]
            if quote.actor is not None:
                actor = fields.actors[quote.actor]
                names += [actor.name, actor.native_name or "", *actor.aliases]
            if any(spans_in(name, [needle]) for name in names):
                return place
    return None


def _allows(needle: Needle, column: str) -> bool:
    return not needle.field or _COLUMN_OF_FIELD.get(needle.field) == column


def passage(text: str, needles: Iterable[Needle]) -> tuple[str, tuple[Span, ...]]:
    """The passage of a text around the first of what was looked for, and what to mark in it."""
    snippet, marks = _cut(text, spans_in(text, needles))
    return snippet, tuple(marks)


def stands_in(text: Sequence[str], spelling: Sequence[str], prefix: bool) -> bool:
    """Whether folded words follow each other in a text that is given as its folded words."""
    return next(_places(_runs(text), _runs(spelling), prefix), None) is not None


class _Text:
    """A text in which several things are looked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    def first(self, needle: Needle) -> list[Span]:
        """The first place where a needle stands, in its own spelling before others."""
        found = (span for spelling in needle.spellings for span in self._spans(spelling, needle.prefix))
        return [span] if (span := next(found, None)) else []

    def all(self, needle: Needle) -> list[Span]:
        """Every place where a needle stands, in any spelling."""
        return [span for spelling in needle.spellings for span in self._spans(spelling, needle.prefix)]

    def _spans(self, spelling: Sequence[str], prefix: bool) -> Iterator[Span]:
        wanted = _runs(spelling)
        if all(run in self._folded for run in wanted):
            yield from _spans(self._row, wanted, prefix)
        if len(spelling) == 1 and self._unparted.count(spelling[0]) > self._folded.count(spelling[0]):
            yield from (span for word in self._joined for span in _spans([word], wanted, prefix))

    @cached_property
    def _folded(self) -> str:
        return fold(self._text)

    @cached_property
    def _unparted(self) -> str:
        """Empty for a text without hyphens and apostrophes."""
        bare = without_joiners(self._folded)
        return "" if bare == self._folded else bare

    @cached_property
    def _row(self) -> list[Word]:
        """The words in a row, taken apart where the script changes."""
        if not is_paired(self._folded):
            return list(placed_words(self._text))
        row: list[Word] = []
        for word in placed_words(self._text):
            at = word.start
            *others, last = runs(word.text)  # letters count alike, folded or not, in words that are taken apart
            for run in others:
                row.append(Word(run, at, at + len(run)))
                at += len(run)
            row.append(Word(last, at, word.end))
        return row

    @cached_property
    def _joined(self) -> list[Word]:
        """The words that hyphens and apostrophes do not part."""
        return list(placed_joined_words(self._text))


def _runs(text: Sequence[str]) -> list[str]:
    return [run for word in text for run in runs(word)]


def _spans(row: Sequence[Word], wanted: Sequence[str], prefix: bool) -> list[Span]:
    """Where words follow each other as in `wanted`."""
    if len(wanted) == 1 and is_paired(wanted[0]):
        return [span for word in row for span in _within(word, wanted[0])]
    last = len(wanted) - 1
    return [
        (_start(row[at], wanted[0]), _end(row[at + last], wanted[last]))
        for at in _places([word.text for word in row], wanted, prefix)
    ]


def _within(word: Word, wanted: str) -> Iterator[Span]:
    """Every place of letters in a run of them."""
    at = word.text.find(wanted)
    while at >= 0:
        yield word.start + at, min(word.start + at + len(wanted), word.end)
        at = word.text.find(wanted, at + len(wanted))


def _places(text: Sequence[str], wanted: Sequence[str], prefix: bool) -> Iterator[int]:
    last = len(wanted) - 1
    for at in range(len(text) - last):
        if all(_fit(text[at + step], wanted, step, prefix) for step in range(last + 1)):
            yield at


def _fit(word: str, wanted: Sequence[str], step: int, prefix: bool) -> bool:
    """Whether a word is the one that stands at `step`; of paired letters the first may end and the last begin it."""
    part, is_last = wanted[step], step == len(wanted) - 1
    if is_paired(part):
        return part in word and (step == 0 or word.startswith(part)) and (is_last or word.endswith(part))
    return word.startswith(part) if prefix and is_last else word == part


def _start(word: Word, wanted: str) -> int:
    """Where the first of several words begins, inside a run of a script that parts none."""
    return max(word.start, word.end - len(wanted)) if is_paired(wanted) else word.start


def _end(word: Word, wanted: str) -> int:
    return min(word.start + len(wanted), word.end) if is_paired(wanted) else word.end


def _value(fields: Fields, head: str) -> str:
    return next((" ".join(text.split()) for path, text in fields.texts if path.startswith(head)), "")


def _place_in_words(fields: Fields, path: str) -> str:
    """A field as a reader calls it."""
    head, _bracket, rest = path.partition("[")
    number = int(rest.partition("]")[0]) if rest else 0
    name = rest.partition(".")[2].partition("[")[0]
    if head == "quotes":
        return _("quote by {speaker}").format(speaker=fields.quotes[number].speaker)
    if head == "actors":
        return _actor_in_words(fields.actors[number].name, name)
    plain = {
        "title": _("title"),
        "bottom_line": _("bottom line"),
        "place": _("place"),
        "topics": _("topic"),
        "timeline": _("timeline"),
    }
    return plain.get(head, _("text"))


def _actor_in_words(name: str, field: str) -> str:
    sentence = {
        "name": _("actor"),
        "aliases": _("actor {name}, also known as"),
        "native_name": _("actor {name}, also known as"),
        "role": _("what {name} is"),
        "organisation": _("what {name} is"),
        "bio": _("about {name}"),
    }[field]
    return sentence.format(name=name)


def _cut(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """The passage around the first span, cut at words, with an ellipsis where something was left out; and the spans
    that lie in it."""
    line = "".join(" " if letter.isspace() else letter for letter in text)  # as many letters as before
    start, end = spans[0] if spans else (0, 0)
    room = max(0, SNIPPET_CHARACTERS - (end - start)) // 2
    first = max(0, min(start - room, len(line) - SNIPPET_CHARACTERS))
    last = min(len(line), max(end + room, SNIPPET_CHARACTERS))
    if first > 0:
        first = line.find(" ", first, start) + 1 or first
    if last < len(line):
        last = line.rfind(" ", end, last) if line.rfind(" ", end, last) > 0 else last
    before = "…" if first > 0 else ""
    while first < last and line[first] == " ":
        first += 1
    cut = line[first:last].rstrip()
    shift = len(before) - first
    marks = [(max(start, first) + shift, end + shift) for start, end in spans if first <= start and end <= last]
    return before + cut + ("…" if last < len(line) else ""), marks
