"""What a marking's text means: its scheme, its level and caveats, and which of several is the highest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from briefing_app.cards.problems import Problem
from briefing_app.cards.schemes import NAMES, Level, Scheme, read_schemes
from briefing_app.errors import LoweredError, MarkingError
from briefing_app.i18n import _

_JOINTS = {"spaces": re.compile(r" (?:[-–—] )?"), "slashes": re.compile(r"//?")}
# Names go on up to the next joint.
_NAMES = {"spaces": r"(?:(?! [-–—] )[\w ,&.'’()/-])+", "slashes": r"[\w ,&.'’()-]+"}


class Reading(NamedTuple):
    """One way to read a marking: `rank` is the level's place in its scheme, from the lowest up; `caveats` (a prefix
    among them) narrow who may read, `releases` widen it."""

    scheme: Scheme
    rank: int
    caveats: frozenset[str]
    releases: frozenset[str]

    @property
    def level(self) -> Level:
        """The level."""
        return self.scheme.levels[self.rank]

    def covers(self, other: Reading) -> bool:
        """Whether it is of the same scheme, as high, has every caveat of `other`, and lets in nobody whom that does
        not."""
        narrow = self.caveats >= other.caveats and self.releases <= other.releases
        return self.scheme is other.scheme and self.rank >= other.rank and narrow


class Banner(NamedTuple):
    """The marking of a whole file, "" for none; `reason`, printed nowhere, is why it is lower than a card's."""

    marking: str
    reason: str


class Markings:
    """The schemes of some folders. Spelling and case are exact; a text may belong to several schemes (“SECRET”).

    Attributes:
        schemes: every scheme by its file.
        problems: what is wrong with files that are left out.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        """Read the schemes.

        Args:
            folders: a later one's file takes the place of an earlier one's of the same name.
        """
        self.schemes: Mapping[Path, Scheme]
        self.problems: Sequence[Problem]
        self.schemes, self.problems = read_schemes(folders)

    def find(self, text: str) -> tuple[Scheme, Level] | None:
        """The first scheme that knows the marking, and its level there."""
        found = self.readings(text)
        return (found[0].scheme, found[0].level) if found else None

    def readings(self, text: str) -> list[Reading]:
        """Every way to read a marking, one a scheme; none where no scheme knows it."""
        return [found for scheme in self.schemes.values() if (found := _read(text, scheme)) is not None]

    def nearest(self, text: str) -> str | None:
        """The known spelling that is most like `text`, if one is."""
        known = {_folded(written): written for scheme in self.schemes.values() for written in _written(scheme)}
        near = get_close_matches(_folded(text), known, n=1, cutoff=0.75)
        return known[near[0]] if near else None

    def highest(self, markings: Iterable[str | None]) -> str | None:
        """The marking that holds for all together; None where none of them states one.

        Raises:
            MarkingError: they cannot be compared, or none of them says all; the reader must choose.
        """
        distinct = list(dict.fromkeys(markings))
        if len(distinct) <= 1:
            return distinct[0] if distinct else None
        stated = [text for text in distinct if text]
        if len(stated) < len(distinct):
            raise _must_choose(f"{_('A card states no marking.')} {_not_with(stated[0])}")
        for text in stated:
            if not self.readings(text):
                other = next(one for one in stated if one != text)
                raise _must_choose(f"{self.unknown(text)} {_not_with(other)}")
        for text in sorted(stated, key=lambda one: -max(reading.rank for reading in self.readings(one))):
            if any(all(self._covers(reading, other) for other in stated) for reading in self.readings(text)):
                return text
        raise self._incomparable(stated)

    def banner(self, markings: Sequence[str | None], wanted: Banner) -> Banner:
        """The banner of a file whose cards are marked `markings`: the one that the reader wants, else the highest. A
        reason stays where one was needed.

        Raises:
            MarkingError: they cannot be compared, or the wanted one is lower and no reason is given.
        """
        chosen = " ".join(wanted.marking.split())
        if not chosen:
            return Banner(self.highest(markings) or "", "")
        lower = next((text for text in markings if text and not self.covers(chosen, text)), None)
        if lower is None:
            return Banner(chosen, "")
        if not wanted.reason.strip():
            raise LoweredError(self._why_lower(chosen, lower), _("Say why; the reason is not printed."))
        return Banner(chosen, wanted.reason.strip())

    def covers(self, chosen: str, text: str) -> bool:
        """Whether `chosen` is known to be at least as high as `text`, by a scheme that both belong to."""
        if chosen == text or any(reading.level.open_to and not reading.caveats for reading in self.readings(text)):
            return True
        return any(self._covers(reading, text) for reading in self.readings(chosen))

    def _why_lower(self, chosen: str, text: str) -> str:
        if not self.readings(chosen):
            return f"{self.unknown(chosen)} {_not_with(text)}"
        schemes = [reading.scheme for reading in self.readings(text)]
        if any(reading.scheme in schemes for reading in self.readings(chosen)):
            return _("“{marking}” says less than “{other}”, the marking of a card.").format(marking=chosen, other=text)
        sentence = _("“{marking}” cannot be compared with “{other}”, the marking of a card.")
        return sentence.format(marking=chosen, other=text)

    def problems_with(self, cards: Iterable[tuple[Path, str | None]]) -> list[Problem]:
        """What is wrong with the schemes' own files, and a warning for each card whose marking no scheme knows, with
        the nearest spelling that one does.

        Args:
            cards: file and marking of each.
        """
        unknown = [(path, marking) for path, marking in cards if marking and not self.readings(marking)]
        warned = (
            Problem(path, _line_of_marking(path), "warning", "unknown-marking", self.unknown(marking))
            for path, marking in unknown
        )
        return [*self.problems, *warned]

    def _covers(self, reading: Reading, text: str) -> bool:
        return any(reading.covers(other) for other in self.readings(text))

    def unknown(self, text: str) -> str:
        """That no scheme knows a marking, with the nearest spelling that one does."""
        near = self.nearest(text)
        if near is None:
            return _("No scheme knows the marking “{marking}”.").format(marking=text[:200])
        sentence = _("No scheme knows the marking “{marking}”; did you mean “{near}”?")
        return sentence.format(marking=text[:200], near=near)

    def _incomparable(self, stated: Sequence[str]) -> MarkingError:
        """The first two that no scheme has together, else two that one scheme has with different caveats."""
        pairs = [(one, other) for place, one in enumerate(stated) for other in stated[place + 1 :]]
        for one, other in pairs:
            mine, theirs = self.readings(one), self.readings(other)
            if not {id(reading.scheme) for reading in mine} & {id(reading.scheme) for reading in theirs}:
                sentence = _("The cards are marked by two schemes, “{one}” ({first}) and “{other}” ({second}).")
                names = {"first": mine[0].scheme.name, "second": theirs[0].scheme.name}
                return _must_choose(sentence.format(one=one, other=other, **names))
        sentence = _("None of the cards’ markings says all that the others say: {markings}.")
        return _must_choose(sentence.format(markings=", ".join(f"“{one}”" for one in stated)))


def _must_choose(sentence: str) -> MarkingError:
    return MarkingError(sentence, _("Choose the marking of the whole file."))


def _not_with(other: str) -> str:
    return _("It cannot be compared with “{other}”.").format(other=other)


def _written(scheme: Scheme) -> Iterator[str]:
    for level in scheme.levels:
        yield from (level.marking, *level.forms)


def _folded(text: str) -> str:
    return re.sub(r"[\s_.:/–—-]+", "", text.casefold())


def _read(text: str, scheme: Scheme) -> Reading | None:
    joint = _JOINTS[scheme.joined_by]
    for prefix in ("", *scheme.prefixes):
        if prefix and not text.startswith(f"{prefix} "):
            continue
        rest = text[len(prefix) + 1 :] if prefix else text
        for rank, level in enumerate(scheme.levels):
            for form in (level.marking, *level.forms):
                if rest.startswith(form) and (more := _followers(rest[len(form) :], joint, scheme)) is not None:
                    caveats = {prefix, *(text for text, widens in more if not widens)} - {""}
                    releases = {text for text, widens in more if widens}
                    return Reading(scheme, rank, frozenset(caveats), frozenset(releases))
    return None


def _followers(rest: str, joint: re.Pattern[str], scheme: Scheme) -> list[tuple[str, bool]] | None:
    """What follows a level, each with whether it is a release; None where it is not of the scheme's. One way alone is
    tried: the longest."""
    known = [*((caveat, False) for caveat in scheme.caveats), *((release, True) for release in scheme.releases)]
    found: list[tuple[str, bool]] = []
    while rest:
        start = joint.match(rest)
        if start is None:
            return None
        rest = rest[start.end() :]
        fits = [(fit[0], widens) for words, widens in known if (fit := _pattern(words, scheme).match(rest))]
        if not fits:
            return None
        found.append(max(fits, key=lambda fit: len(fit[0])))
        rest = rest[len(found[-1][0]) :]
    return found


def _pattern(words: str, scheme: Scheme) -> re.Pattern[str]:
    before, names, after = words.partition(NAMES)
    middle = _NAMES[scheme.joined_by] if names else ""
    return re.compile(f"{re.escape(before)}{middle}{re.escape(after)}(?=[ /]|$)")


def _line_of_marking(path: Path) -> int:
    """The line of the field in a card's file; 1 where it is not found."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return next((number for number, line in enumerate(file, start=1) if line.startswith("marking:")), 1)
    except OSError:
        return 1
