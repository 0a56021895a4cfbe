"""Every object of a PDF, unpacked by qpdf: its strings and streams, and its pages through the fonts' own tables."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from briefing_app.withheld.drawn import Drawing, Drawn
from briefing_app.withheld.letters import reads_from_right, turned
from briefing_app.withheld.markup import in_tags, without_tags
from briefing_app.withheld.passages import Passage

if TYPE_CHECKING:
    import pikepdf

READER = "qpdf"
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_STRING = re.compile(rb"\(((?:[^\\()]|\\.)*)\)|<([0-9A-Fa-f]*)>", re.DOTALL)  # as qpdf writes them
_WORDS = re.compile(rb"[A-Za-z ,;:'\"!?()\r\n\t.\x80-\xf4-]{12,}")  # UTF-8, without digits
_WIDE_WORDS = re.compile(rb"(?:\0[ -~]){12,}|(?:[ -~]\0){12,}")  # UTF-16
_SCHEMAS = re.compile(r"<pdfaExtension:schemas>.*?</pdfaExtension:schemas>", re.DOTALL)  # the same in every file
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def object_texts(data: bytes) -> Iterator[Passage]:
    """What stands in the objects and on the pages.

    Raises:
        pikepdf.PdfError: it is no PDF, or damaged: what its table of objects does not name is not guessed at.
        ValueError: a font does not say what its glyphs mean.
    """
    import pikepdf  # 30 ms that only an export pays

    with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as document:
        objects = list(document.objects)
        yield from _pages([*document.pages, *filter(_is_drawn, objects)])
        syntax = b"\n".join(_syntax(found) for found in (document.trailer, *objects))
        yield Passage(READER, "strings", "\n".join(strings_of(syntax)))
        yield _code("names", _STRING.sub(b" ", syntax))
        for found in objects:
            if isinstance(found, pikepdf.Stream):
                yield from _stream(found)
    yield _code("between the objects", _STREAM.sub(b"", data))


def _is_drawn(found: pikepdf.Object) -> bool:
    """Whether it is drawn as a page is: a form, or a pattern."""
    import pikepdf

    return isinstance(found, pikepdf.Stream) and (found.get("/Subtype") == "/Form" or found.get("/PatternType") == 1)


def _pages(contents: list[pikepdf.Object | pikepdf.Page]) -> Iterator[Passage]:
    drawn = Drawn()
    drawings = [drawing for content in contents for drawing in drawn.drawings(content)]
    body = [drawing for drawing in drawings if not drawing.is_artifact]
    around = [drawing for drawing in drawings if drawing.is_artifact]
    for place, wanted in (("pages", body), ("heads and feet", around)):
        text = "\n".join("".join(drawing.letters) for drawing in wanted)
        yield Passage(READER, place, text, turned=_turned(wanted) if reads_from_right(text) else ())
    yield Passage(READER, "glyphs with another text", "".join(drawn.covered))
    yield Passage(READER, "marked passages", "\n".join(strings_of(b"\n".join(drawn.properties))))


def _turned(drawings: list[Drawing]) -> tuple[str, str]:
    """Read from the right: line by line, and each text object for itself."""
    lines: list[list[str]] = []
    last = None
    for drawing in drawings:
        if last is None or not drawing.is_on_line_of(last):
            lines.append([])
            last = drawing
        lines[-1] += drawing.letters
    return turned(lines), turned(drawing.letters for drawing in drawings)


def _syntax(found: pikepdf.Object) -> bytes:
    import pikepdf

    return (found.stream_dict if isinstance(found, pikepdf.Stream) else found).unparse(resolved=True)


def strings_of(syntax: bytes) -> Iterator[str]:
    """The strings of PDF syntax, as qpdf writes it, in each encoding that they may be in."""
    for found in _STRING.finditer(syntax):
        literal, digits = found.groups()
        yield from texts_of(_ESCAPE.sub(_unescaped, literal) if literal is not None else bytes.fromhex(digits.decode()))


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    return bytes([int(said, 8) & 255]) if said[:1].isdigit() else _ESCAPED.get(said, said)


def texts_of(data: bytes) -> tuple[str, ...]:
    """A text in the encoding that its first bytes tell; without them in those that it may be in."""
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if data.startswith(mark):
            return (data[len(mark) :].decode(encoding, "replace"),)
    found = [data.decode()] if data.isascii() else [data.decode("utf-8", "ignore"), data.decode("latin-1")]
    if data.count(0) * 4 > len(data):
        found += [data.decode("utf-16-be", "ignore"), data.decode("utf-16-le", "ignore")]
    return tuple(found)


def _code(place: str, data: bytes) -> Passage:
    """What may be text in the code of fonts, of pages and the like."""
    wide = (found.replace(b"\0", b"") for found in (_WIDE_WORDS.findall(data) if b"\0" in data else ()))
    text = b"\n".join([*_WORDS.findall(data), *wide]).decode("utf-8", "ignore")
    return Passage(READER, place, text, is_prose=False)


def _stream(found: pikepdf.Stream) -> Iterator[Passage]:
    kind = str(found.get("/Type", "")).lstrip("/")
    if found.get("/Subtype") == "/Image":
        return  # a picture: what is said of it stands in strings
    data = found.read_bytes()
    if kind == "Metadata":
        text = data.decode("utf-8", "replace")
        yield Passage(READER, "metadata", without_tags(_SCHEMAS.sub("", text)))
        yield Passage(READER, "metadata", f"{in_tags(text)}\n{_SCHEMAS.findall(text)}", is_prose=False)
    elif kind == "EmbeddedFile":
        yield from (Passage(READER, "attachments", text) for text in texts_of(data))
    else:
        yield _code(kind or "a stream", data)
