"""Versions of a card as an editor makes them, with the truth: where each letter of the old text came to stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from briefing_app.notes.anchors import PARTED_BY
from briefing_app.prose.plain import PlainField

_SENTENCE = re.compile(r"[^.!?。！？।\n]+[.!?。！？।]*\s*")
_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"\d+")
ADDED = "The delegation took note of the outcome and asked for a written summary before the next round. "


class Revised(NamedTuple):
    """The new fields; for each letter of their text the place of the same letter in the old text, or None; and the
    places in the old text of what parts its fields."""

    fields: list[PlainField]
    origins: list[int | None]
    parted: frozenset[int]

    def stands_at(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the letters from `start` to `end` of the old text stand now, if all do and without others between."""
        first = next((at for at, origin in enumerate(self.origins) if origin == start), None)
        if first is None or first + end - start > len(self.origins):
            return None
        for step in range(end - start):
            origin = self.origins[first + step]
            if origin != start + step and (origin is not None or start + step not in self.parted):
                return None
        return first, first + end - start

    def survivors(self, start: int, end: int) -> list[int]:
        """The places now of those letters that are left."""
        return [at for at, origin in enumerate(self.origins) if origin is not None and start <= origin < end]


Letters = list[tuple[str, int | None]]
Fields = list[tuple[str, Letters]]
Edit = Callable[[Fields, Random], None]


def revise(fields: list[PlainField], edits: list[Edit], random: Random) -> Revised:
    """Do `edits`, one after the other."""
    tracked: Fields = []
    at = 0
    parted: set[int] = set()
    for field in fields:
        tracked.append((field.path, [(letter, at + n) for n, letter in enumerate(field.text)]))
        at += len(field.text) + len(PARTED_BY)
        parted |= {at - 1, at - 2}
    for edit in edits:
        edit(tracked, random)
    new = [PlainField(path, "".join(letter for letter, _origin in letters)) for path, letters in tracked if letters]
    origins: list[int | None] = []
    for _path, letters in tracked:
        if letters:
            origins += [*(origin for _letter, origin in letters), None, None]
    return Revised(new, origins[: -len(PARTED_BY)], frozenset(parted))


def typos(fields: Fields, random: Random) -> None:
    """A dozen letters are set right: replaced, put in, taken out."""
    for _number in range(12):
        letters = _long(fields, random)
        at = random.randrange(len(letters))
        if letters[at][0].isalpha():
            letters[at : at + random.randrange(2)] = [] if random.random() < 0.3 else [(random.choice("aeinrst"), None)]


def figures(fields: Fields, random: Random) -> None:
    """Half of all figures are others."""
    for _path, letters in fields:
        for found in reversed(list(_FIGURE.finditer(_text(letters)))):
            if random.random() < 0.5:
                new = str(random.randrange(10 ** len(found.group())))
                letters[found.start() : found.end()] = [(letter, None) for letter in new]


def paragraph_inserted(fields: Fields, random: Random) -> None:
    """A paragraph is new, somewhere between two."""
    letters = _long(fields, random)
    at = random.choice([0, *(n + 1 for n, (letter, _origin) in enumerate(letters) if letter == "\n")])
    letters[at:at] = [(letter, None) for letter in ADDED * 2 + "\n"]


def sentences_split(fields: Fields, random: Random) -> None:
    """Long sentences become two: a comma is a full stop now."""
    for _path, letters in fields:
        for found in reversed(list(re.finditer(r", (and |which |but )?", _text(letters)))):
            if random.random() < 0.2:
                letters[found.start() : found.end()] = [(letter, None) for letter in ". This "]


def sections_reordered(fields: Fields, random: Random) -> None:
    """The sections of the text come in another order, under their numbers."""
    places = [n for n, (path, _letters) in enumerate(fields) if path.startswith("body.")]
    texts = [fields[n][1] for n in places]
    random.shuffle(texts)
    for n, letters in zip(places, texts, strict=True):
        fields[n] = (fields[n][0], letters)


def paragraphs_reordered(fields: Fields, random: Random) -> None:
    """The paragraphs of one field come in another order."""
    letters = _long(fields, random)
    parts = _split(letters)
    random.shuffle(parts)
    joined: Letters = []
    for number, part in enumerate(parts):
        joined += [*([("\n", None)] if number else []), *part]
    letters[:] = joined


def section_dropped(fields: Fields, random: Random) -> None:
    """A long field is gone."""
    long = _long(fields, random)
    fields[:] = [field for field in fields if field[1] is not long] or fields


def sentence_dropped(fields: Fields, random: Random) -> None:
    """A few sentences are gone."""
    for _number in range(3):
        letters = _long(fields, random)
        found = list(_SENTENCE.finditer(_text(letters)))
        if len(found) > 1:
            one = random.choice(found)
            del letters[one.start() : one.end()]


def sentence_repeated(fields: Fields, random: Random) -> None:
    """A few sentences stand a second time, before the first."""
    for _number in range(3):
        letters = _long(fields, random)
        one = random.choice(list(_SENTENCE.finditer(_text(letters))))
        at = random.choice([0, one.start()])
        letters[at:at] = [(letter, None) for letter in one.group()]


def sentence_repeated_and_dropped(fields: Fields, random: Random) -> None:
    """Sentences stand somewhere else as a copy, and no longer where they stood."""
    for _number in range(3):
        letters = _long(fields, random)
        one = random.choice(list(_SENTENCE.finditer(_text(letters))))
        copy: Letters = [(letter, None) for letter in one.group()]
        del letters[one.start() : one.end()]
        _long(fields, random)[0:0] = copy


def words_replaced(fields: Fields, random: Random) -> None:
    """One word of ten is another."""
    for _path, letters in fields:
        for found in reversed(list(_WORD.finditer(_text(letters)))):
            if random.random() < 0.1:
                letters[found.start() : found.end()] = [(letter, None) for letter in random.choice(ADDED.split())]


EDITS: tuple[Edit, ...] = (
    typos,
    figures,
    paragraph_inserted,
    sentences_split,
    sections_reordered,
    paragraphs_reordered,
    section_dropped,
    sentence_dropped,
    sentence_repeated,
    sentence_repeated_and_dropped,
    words_replaced,
)


def _text(letters: Letters) -> str:
    return "".join(letter for letter, _origin in letters)


def _long(fields: Fields, random: Random) -> Letters:
    """The letters of a field, the longer the likelier."""
    return random.choices([letters for _path, letters in fields], [len(letters) + 1 for _path, letters in fields])[0]


def _split(letters: Letters) -> list[Letters]:
    parts: list[Letters] = [[]]
    for letter in letters:
        if letter[0] == "\n":
            parts.append([])
        else:
            parts[-1].append(letter)
    return parts
