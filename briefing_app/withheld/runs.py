"""What of a withheld note is looked for in a file, and what of it may stand there all the same.

Looked for is each run of eight words, or of sixteen letters where a script parts no words, and a shorter note as a
whole. A run that stands in what was let out is no hit, nor one made of its ends: a page puts a heading, a name and a
date side by side that are parted in the card.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from briefing_app.withheld.letters import is_unparted, joined, units

WEIGHT = 16  # of a run: a word weighs two, a letter of a script that parts no words one
SURE = 12  # letters; a run of fewer is found between the ends of words alone, a longer one wherever it stands
PLAIN_DIGITS = 4  # a number of so few digits may be that of a page and is let out
FEWEST_DIGITS = 7  # of a note of numbers alone that is looked for
FEWEST = 3  # letters of a note that is looked for; of a script that parts no words, two


class Place(NamedTuple):
    """A run of the units of a note, from the first to before the last."""

    note: int
    first: int
    last: int


class LetOut:
    """What may stand in a file.

    Args:
        texts: the words of cards, of notes that go out, of labels; a line of any is a piece that pages may put beside
            another.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._known: dict[str, bool] = {}

    def has(self, run: Sequence[str]) -> bool:
        """Whether a run of units stands in it."""
        said = " ".join(run)
        if said not in self._known:
            # A long run may have been cut out in the midst of a word.
            bound = " " if len(joined(run)) < SURE else ""
            self._known[said] = f"{bound}{said}{bound}" in self._words or self._is_made_of_ends(run, bound)
        return self._known[said]

    def _is_made_of_ends(self, run: Sequence[str], bound: str) -> bool:
        """The end of a piece, whole pieces or small numbers, the beginning of a piece."""
        if all(unit.isdigit() for unit in run):
            return False
        reached = {0}
        for first in range(len(run)):
            if first in reached:
                ends = range(first + 1, len(run) + 1)
                reached.update(last for last in ends if self._is_part(run, first, last, bound))
        return len(run) in reached

    def _is_part(self, run: Sequence[str], first: int, last: int, bound: str) -> bool:
        part = run[first:last]
        said = " ".join(part)
        if _is_small_number(part) or said in self._pieces:
            return True
        if first == 0:
            return any(f" {piece}".endswith(bound + said) for piece in self._by_last.get(part[-1], ()))
        return last == len(run) and any(
            f"{piece} ".startswith(said + bound) for piece in self._by_first.get(part[0], ())
        )

    @cached_property
    def _pieces(self) -> dict[str, None]:
        lines = (line for text in self._texts for line in text.replace("\t", "\n").split("\n"))
        return dict.fromkeys(piece for line in lines if (piece := " ".join(units(line))))

    @cached_property
    def _by_first(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for piece in self._pieces:
            found[piece.partition(" ")[0]].append(piece)
        return found

    @cached_property
    def _by_last(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for piece in self._pieces:
            found[piece.rpartition(" ")[2]].append(piece)
        return found

    @cached_property
    def _words(self) -> str:
        """Every piece in its words, a piece a line."""
        return "".join(f" {piece} \n" for piece in self._pieces)

    @cached_property
    def letters(self) -> str:
        """All of it without blanks, a piece a line."""
        return "\n".join(joined(piece.split(" ")) for piece in self._pieces)


class Sought:
    """The runs of withheld notes, to be looked for in one text after the other."""

    def __init__(self, notes: Iterable[str], let_out: LetOut) -> None:
        self._notes = [found for note in dict.fromkeys(notes) if (found := units(note))]
        self._let_out = let_out
        self._long: dict[str, list[Place]] = {}  # by its first letters
        self._short: dict[str, list[Place]] = {}  # by its first unit
        self._may_stand: set[Place] | None = None  # of the long ones: those in what is let out, once they are asked for
        for number, note in enumerate(self._notes):
            for place in _places(number, note):
                letters = joined(note[place.first : place.last])
                if len(letters) >= SURE:
                    self._long.setdefault(letters[:SURE], []).append(place)
                elif _can_be_told(note):
                    self._short.setdefault(note[0], []).append(place)

    def __bool__(self) -> bool:
        return bool(self._long or self._short)

    def stand_in(self, text: str, *, words: bool = True) -> bool:
        """Whether any run stands in `text` that was not let out.

        Args:
            words: False for what is no text to be read, such as the code of a font: only runs of SURE letters and more
                mean anything there.
        """
        found = units(text)
        return self._long_ones_stand_in(joined(found)) or (words and self._short_ones_stand_in(found))

    def _long_ones_stand_in(self, letters: str) -> bool:
        found = list(self._stand(letters)) if self._long else []
        if found and self._may_stand is None:
            self._may_stand = set(self._stand(self._let_out.letters))
        may_stand = self._may_stand or set()
        return any(place not in may_stand and not self._let_out.has(self._run(place)) for place in found)

    def _stand(self, letters: str) -> Iterator[Place]:
        """The long runs that stand in a text without blanks."""
        known = self._long
        for at in [at for at in range(len(letters) - SURE + 1) if letters[at : at + SURE] in known]:
            for place in known[letters[at : at + SURE]]:
                if letters.startswith(joined(self._run(place)), at):
                    yield place

    def _short_ones_stand_in(self, found: Sequence[str]) -> bool:
        known = self._short
        if not known:
            return False
        for at, unit in enumerate(found):
            for place in known.get(unit, ()):
                run = self._run(place)
                if found[at : at + len(run)] == run and not self._let_out.has(run):
                    return True
        return False

    def _run(self, place: Place) -> list[str]:
        return self._notes[place.note][place.first : place.last]


def _places(number: int, note: Sequence[str]) -> Iterable[Place]:
    """The shortest runs of enough weight and letters from each unit on; else the whole note."""
    weights = [1 if is_unparted(unit) else 2 for unit in note]
    last, weight, letters, found = 0, 0, 0, False
    for first in range(len(note)):
        while last < len(note) and (weight < WEIGHT or letters < SURE):
            weight, letters, last = weight + weights[last], letters + len(note[last]), last + 1
        if weight < WEIGHT or letters < SURE:
            break
        yield Place(number, first, last)
        found = True
        weight, letters = weight - weights[first], letters - len(note[first])
    if not found:
        yield Place(number, 0, len(note))


def _can_be_told(note: Sequence[str]) -> bool:
    letters = "".join(note)
    if letters.isdigit():
        return len(letters) >= FEWEST_DIGITS
    return len(letters) >= (2 if is_unparted(note[0]) else FEWEST)


def _is_small_number(part: Sequence[str]) -> bool:
    return len(part) == 1 and part[0].isdigit() and len(part[0]) <= PLAIN_DIGITS
