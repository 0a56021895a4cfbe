"""A book's file: JSON that a person can read, and what is wrong with one that is no book, with its line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from briefing_app.books.book import FORMAT, Book
from briefing_app.errors import BookError
from briefing_app.i18n import _

SUFFIX = ".json"
MAX_BYTES = 8 * 1024 * 1024

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_BLANKS = re.compile(r"[\s,:]*")


def to_json(book: Book) -> bytes:
    """The bytes of the file."""
    return msgspec.json.format(msgspec.json.encode(book), indent=2) + b"\n"


def read_book(path: Path) -> Book:
    """The book in a file.

    Raises:
        BookError: it cannot be read, or is no book; the sentence names the file and the line.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refusal(path, 1, error.strerror or str(error)) from error
    if len(data) > MAX_BYTES:
        raise _refusal(path, 1, _("it is larger than 8 MB"))
    try:
        fields = msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        found = re.search(r"byte (\d+)", str(error))
        place = int(found[1]) if found else len(data)
        raise _refusal(path, data.count(b"\n", 0, place) + 1, str(error)) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise _refusal(path, 1, _("it is no JSON")) from error
    return _as_book(fields, path, data)


def _as_book(fields: Any, path: Path, data: bytes) -> Book:
    try:
        return msgspec.convert(fields, Book)
    except msgspec.ValidationError as error:
        number = fields.get("briefing_app_book") if isinstance(fields, dict) else None
        if isinstance(number, int) and number > FORMAT:
            sentence = _("The book in “{file}” was written by a newer version of the app, and this one cannot read it.")
            raise BookError(sentence.format(file=path), _("Update the app."), str(path)) from error
        reason, _at, where = str(error).partition(" - at `$")
        raise _refusal(path, _line_of(data, where.rstrip("`")), reason) from error


def _refusal(path: Path, line: int, reason: str) -> BookError:
    sentence = _("The book in “{file}” cannot be read; line {line}: {reason}.")
    hint = _("The file stays as it is. Mend it, or move it away.")
    return BookError(sentence.format(file=path, line=line, reason=reason.rstrip(".")), hint, str(path))


def _line_of(data: bytes, where: str) -> int:
    """The line of the value at a path such as ".cards[3].id" in JSON that is well formed."""
    text, decoder = data.decode(), json.JSONDecoder()
    place = _after_blanks(text, 0)
    for name, number in _STEP.findall(where):
        place = _after_blanks(text, place + 1)
        for _value in range(int(number or 0)):
            place = _after_blanks(text, decoder.raw_decode(text, place)[1])
        while name:
            key, place = decoder.raw_decode(text, place)
            place = _after_blanks(text, place)
            if key == name:
                break
            place = _after_blanks(text, decoder.raw_decode(text, place)[1])
    return text.count("\n", 0, place) + 1


def _after_blanks(text: str, place: int) -> int:
    found = _BLANKS.match(text, place)
    return found.end() if found else place
