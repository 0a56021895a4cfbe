"""A card's file: bytes -> Card, with every problem of the file and its line at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import yaml

from briefing_app.cards import front_matter
from briefing_app.cards.card import Card
from briefing_app.cards.checks import check_card
from briefing_app.cards.conversion import Converter
from briefing_app.cards.front_matter import LineMap
from briefing_app.cards.problems import Problem, ProblemList
from briefing_app.i18n import _

MAX_FILE_BYTES = 4 * 1024 * 1024
SUFFIX = ".md"


class CardFile(NamedTuple):
    """What a file holds. Where there are errors `card` is None; `id`, `title`, `date` are then what could be read."""

    path: Path
    id: str
    title: str
    date: str | None
    card: Card | None
    problems: tuple[Problem, ...]


def read_card(path: Path) -> CardFile:
    """Read one card's file. Never raises for what is in the file, nor for a file that cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        message = _("The file cannot be read: {reason}.").format(reason=error.strerror or error)
        return _broken(path, "unreadable", message)
    return parse_card(data, path)


def parse_card(data: bytes, path: Path) -> CardFile:
    """Read a card from the bytes of its file; `path` gives the default id and stands in the problems.

    A byte order mark, Windows line ends and decomposed letters are accepted.
    """
    if len(data) > MAX_FILE_BYTES:
        return _broken(path, "file-too-large", _("The file is larger than 4 MiB."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = _("The file is not UTF-8 text: byte {number} of this line does not belong there.")
        column = error.start - data.rfind(b"\n", 0, error.start)
        return _broken(path, "not-utf8", message.format(number=column), line)
    return _parse_text(text.replace("\r\n", "\n").replace("\r", "\n"), path)


def _parse_text(text: str, path: Path) -> CardFile:
    problems = ProblemList(path)
    parts = _split(text)
    if parts is None:
        message = _("A card begins with a line “---”, its fields, and a second line “---”.")
        problems.error(1, "no-front-matter", message)
        return CardFile(path, path.stem, path.stem, None, None, problems.sorted())
    head, body, body_first_line = parts
    node, lines = front_matter.compose(head, 2, problems)
    if node is None:
        return CardFile(path, path.stem, path.stem, None, None, problems.sorted())
    return _convert(node, lines, body, LineMap(body, body_first_line), problems)


def _split(text: str) -> tuple[str, str, int] | None:
    """(front matter, body, the body's first line), or None where the text has no front matter."""
    if not text.startswith("---") or text[3:].split("\n", 1)[0].strip():
        return None
    start = text.find("\n") + 1
    position = start
    while 0 < position <= len(text) and start:
        end = text.find("\n", position)
        line = text[position : end if end >= 0 else len(text)]
        if line.rstrip() == "---":
            body = text[end + 1 :] if end >= 0 else ""
            return text[start:position], body, text.count("\n", 0, position) + 2
        if end < 0:
            return None
        position = end + 1
    return None


def _convert(node: yaml.MappingNode, lines: LineMap, body: str, body_lines: LineMap, problems: ProblemList) -> CardFile:
    converter = Converter(lines, problems)
    values: dict[str, Any] = converter.fields(node, Card)
    for name in ("title", "date"):
        if name not in values and name not in converter.refused:
            message = _("The card has no {field}.").format(field=name)
            problems.error(converter.lines.get(name, 1), f"missing-{name}", message)
    id_ = values.pop("id", problems.path.stem)
    title, date = values.pop("title", id_), values.pop("date", None)
    # Checked even where title or date are missing, so that the author sees all problems at once.
    card = Card(id=id_, title=title, date=date or "0000", body=body, **values)
    check_card(card, converter.lines, body_lines.line, problems)
    found = problems.sorted()
    return CardFile(problems.path, id_, title, date, None if problems.has_errors else card, found)


def _broken(path: Path, code: str, message: str, line: int = 1) -> CardFile:
    problem = Problem(path, line, "error", code, message)
    return CardFile(path, path.stem, path.stem, None, None, (problem,))
