"""Dates as historians write them: the Extended Date/Time Format, level 1 (ISO 8601-2:2019, Library of Congress)."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Literal, NamedTuple

Qualifier = Literal["", "?", "~", "%"]

SPRING, SUMMER, AUTUMN, WINTER = 21, 22, 23, 24
_FIRST_MONTH = {SPRING: 3, SUMMER: 6, AUTUMN: 9, WINTER: 12}

_MOMENT = re.compile(
    r"""(?P<year>(?!-0000)-?\d{4} | -?\d{3}X | -?\d{2}XX | Y-?\d{5,12})
        (?: - (?P<month>\d\d|XX)
            (?: - (?P<day>\d\d|XX) )? )?
        (?P<time>T\d\d:\d\d:\d\d(?:Z|[+-]\d\d(?::\d\d)?)?)?
        (?P<qualifier>[?~%]?)""",
    re.VERBOSE | re.ASCII,
)


class EdtfError(ValueError):
    """A text is no EDTF date. `reason` is "form", "impossible" (the 30th of February) or "reversed" (ends before it
    begins)."""

    def __init__(self, text: str, reason: Literal["form", "impossible", "reversed"]) -> None:
        super().__init__(f"{text}: {reason}")
        self.reason = reason


class Moment(NamedTuple):
    """One date of some precision.

    `year` has zeros where its last `unknown_digits` digits are not known. `month` is 1 to 12 or a season, 21 (spring)
    to 24 (winter); 0 stands for "XX", written but unknown, as it does for `day`; None for not written.
    `time` is "hh:mm" as stated, without its offset.
    """

    year: int
    month: int | None = None
    day: int | None = None
    unknown_digits: int = 0
    qualifier: Qualifier = ""
    time: str | None = None

    @property
    def begin(self) -> tuple[int, int, int]:
        """Its first day, for sorting; a coarser date comes before a finer one with the same beginning."""
        month = self.month or 0
        return self.year, _FIRST_MONTH.get(month, month), self.day or 0

    @property
    def end(self) -> tuple[int, int, int]:
        """A day that is not before its last one, for comparing."""
        month = self.month or 12
        last = _FIRST_MONTH[month] + 2 if month in _FIRST_MONTH else month
        return self.year + 10**self.unknown_digits - 1, last, self.day or 31


class Interval(NamedTuple):
    """From one date to another. None: that end is open (".."); "unknown": nothing was written there."""

    start: Moment | Literal["unknown"] | None
    end: Moment | Literal["unknown"] | None

    @property
    def begin(self) -> tuple[int, int, int]:
        """Its first day, for sorting; an open or unknown beginning lies before all others."""
        return self.start.begin if isinstance(self.start, Moment) else (-(10**13), 0, 0)


EdtfDate = Moment | Interval


def parse_edtf(text: str) -> EdtfDate:
    """Read an EDTF level 1 date: a date, a season, a date with unknown digits or a doubt, or an interval of two.

    Raises:
        EdtfError: the text is no such date.
    """
    if "/" not in text:
        return _parse_moment(text, text)
    first, _, second = text.partition("/")
    if first in ("", "..") and second in ("", ".."):
        raise EdtfError(text, "form")
    interval = Interval(_parse_end(first, text), _parse_end(second, text))
    start, end = interval
    if isinstance(start, Moment) and isinstance(end, Moment) and start.begin > end.end:
        raise EdtfError(text, "reversed")
    return interval


def begin_of(text: str) -> tuple[int, int, int]:
    """The first day of an EDTF date, for sorting: (year, month, day), zero where the date is coarser.

    Raises:
        EdtfError: the text is no EDTF date.
    """
    return parse_edtf(text).begin


def _parse_end(text: str, whole: str) -> Moment | Literal["unknown"] | None:
    if text == "":
        return "unknown"
    return None if text == ".." else _parse_moment(text, whole)


def _parse_moment(text: str, whole: str) -> Moment:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise EdtfError(whole, "form")
    year, month, day, time = match["year"], match["month"], match["day"], match["time"]
    unknown = year.count("X")
    if (unknown or year.startswith("Y")) and month is not None:
        raise EdtfError(whole, "form")
    if (month == "XX" and day not in (None, "XX")) or (time and (not day or not day.isdigit())):
        raise EdtfError(whole, "form")
    moment = Moment(
        year=int(year.removeprefix("Y").replace("X", "0")),
        month=_number(month),
        day=_number(day),
        unknown_digits=unknown,
        qualifier=match["qualifier"],  # type: ignore[arg-type]  # the pattern allows no other
        time=time[1:6] if time else None,
    )
    if not _exists(moment, written_month=month, written_day=day, time=time):
        raise EdtfError(whole, "impossible")
    return moment


def _number(part: str | None) -> int | None:
    return None if part is None else 0 if part == "XX" else int(part)


def _exists(moment: Moment, written_month: str | None, written_day: str | None, time: str | None) -> bool:
    if time and not (int(time[1:3]) < 24 and int(time[4:6]) < 60 and int(time[7:9]) < 61):
        return False
    if written_month is None or written_month == "XX":
        return True
    month = int(written_month)
    if month in _FIRST_MONTH:
        return written_day is None
    if not 1 <= month <= 12:
        return False
    if written_day is None or written_day == "XX":
        return True
    # Any year with the same leap rule serves: Python's calendar has no year 0 and none before.
    return 1 <= int(written_day) <= monthrange(moment.year % 400 + 2000, month)[1]
