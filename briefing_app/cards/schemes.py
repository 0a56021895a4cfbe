"""Schemes of markings, each a YAML file: its levels from the lowest up, how they are written, where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from briefing_app.cards import front_matter
from briefing_app.cards.card import Source
from briefing_app.cards.conversion import Converter, Lines
from briefing_app.cards.problems import Problem, ProblemList
from briefing_app.i18n import _

SUFFIX = ".yaml"
MAX_FILES = 100  # of one folder
NAMES = "{names}"  # in a caveat: names of countries or offices stand here

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class Level(Struct, frozen=True, kw_only=True):
    """One level: how it is written, other accepted spellings, and the colours ("#RRGGBB") that the scheme sets.

    `open_to` everybody means that any other marking is at least as high.
    """

    marking: str
    forms: tuple[str, ...] = ()
    ink: str | None = None
    ground: str | None = None
    open_to: Literal["everybody"] | None = None


class Scheme(Struct, frozen=True, kw_only=True):
    """A scheme: `levels` from the lowest up, and how they are written.

    `prefixes` may stand before a level, `caveats` and `releases` after it, joined by "//" or "/", or by a space or a
    dash between spaces: the one narrows who may read, the other widens it. A banner stands in the head and the foot of
    every page, at `side`; `points` is the least size of its letters, where the scheme sets one.
    """

    name: str
    sources: tuple[Source, ...]
    levels: tuple[Level, ...]
    side: Literal["centre", "right"] = "centre"
    points: int | None = None
    joined_by: Literal["spaces", "slashes"] = "spaces"
    prefixes: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()


def read_schemes(folders: Iterable[Path]) -> tuple[dict[Path, Scheme], tuple[Problem, ...]]:
    """The schemes of the folders by file, and what is wrong with files that are left out.

    A file of a later folder takes the place of one of the same name, and comes before all of earlier folders.
    """
    files: dict[str, Path] = {}
    for folder in reversed(list(folders)):
        for path in _files(folder):
            files.setdefault(path.name, path)
    schemes: dict[Path, Scheme] = {}
    problems: list[Problem] = []
    for path in files.values():
        scheme, found = read_scheme(path)
        problems += found
        if scheme is not None:
            schemes[path] = scheme
    return schemes, tuple(problems)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() == SUFFIX and path.is_file())[:MAX_FILES]
    except OSError:
        return []


def read_scheme(path: Path) -> tuple[Scheme | None, tuple[Problem, ...]]:
    """One scheme, or None where its file has errors, and every problem with its line; never raises for either."""
    problems = ProblemList(path)
    text = _text(path, problems)
    node, lines = front_matter.compose(text, 1, problems) if text is not None else (None, None)
    if node is None or lines is None:
        return None, problems.sorted()
    converter = Converter(lines, problems)
    values = converter.fields(node, Scheme)
    for field in ("name", "sources", "levels"):
        if not values.get(field) and field not in converter.refused:
            problems.error(1, f"scheme-without-{field}", _("The scheme has no {field}.").format(field=field))
    if not problems.has_errors:
        _check(Scheme(**values), converter.lines, problems)
    return None if problems.has_errors else Scheme(**values), problems.sorted()


def _text(path: Path, problems: ProblemList) -> str | None:
    try:
        with path.open("rb") as file:
            data = file.read(front_matter.MAX_BYTES + 1)
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        message = _("The file cannot be read: {reason}.").format(reason=error.strerror or error)
        problems.error(1, "unreadable", message)
    except UnicodeDecodeError as error:
        problems.error(data.count(b"\n", 0, error.start) + 1, "not-utf8", _("The file is not UTF-8 text."))
    return None


def _check(scheme: Scheme, lines: Lines, problems: ProblemList) -> None:
    seen: set[str] = set()
    for where, written in _markings(scheme):
        if written in seen:
            message = _("“{marking}” stands here twice.").format(marking=written[:80])
            problems.error(lines[where], "repeated-marking", message)
        seen.add(written)
    for number, level in enumerate(scheme.levels):
        _check_colours(level, f"levels[{number}]", lines, problems)


def _markings(scheme: Scheme) -> Iterator[tuple[str, str]]:
    for number, level in enumerate(scheme.levels):
        yield f"levels[{number}].marking", level.marking
        yield from ((f"levels[{number}].forms[{place}]", form) for place, form in enumerate(level.forms))


def _check_colours(level: Level, where: str, lines: Lines, problems: ProblemList) -> None:
    for field, colour in (("ink", level.ink), ("ground", level.ground)):
        if colour is not None and not _COLOUR.fullmatch(colour):
            message = _("“{where}” is “{text}”; a colour is written as #RRGGBB, in quotation marks.")
            message = message.format(where=f"{where}.{field}", text=colour[:80])
            problems.error(lines[f"{where}.{field}"], "bad-colour", message)
    if (level.ink is None) != (level.ground is None):
        message = _("“{where}” needs both colours, ink and ground, or none.").format(where=where)
        problems.error(lines[where], "bad-colour", message)
