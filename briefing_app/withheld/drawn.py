"""What the content streams of a PDF draw: glyphs as letters by each font's own table (ToUnicode, ISO 32000-1, 9.10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pikepdf

SAME_LINE = 6.0  # points
_OPERATORS = "cm Tm BT Tf Tj TJ ' \" BMC BDC EMC"
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_CODE_SPACE = re.compile(rb"begincodespacerange\s*<([0-9A-Fa-f]+)>")
_ENTRY = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


class Drawing(NamedTuple):
    """The letters of one text object, each as its glyph has it, in the order of drawing.

    `place` is how far all that is drawn was shifted, and how high it stands in that, in points; `is_artifact` where the
    file says that it is no part of the text: heads, feet, lines of decoration.
    """

    letters: Sequence[str]
    place: tuple[float, float]
    is_artifact: bool

    def is_on_line_of(self, other: Drawing) -> bool:
        """Whether it stands about as high; marks stand higher than their letters."""
        return all(abs(mine - its) < SAME_LINE for mine, its in zip(self.place, other.place, strict=True))


class Font(NamedTuple):
    """How the bytes of a font's strings are letters: so many bytes a glyph, each with its letters."""

    size: int
    letters: dict[bytes, str]

    def read(self, string: bytes) -> list[str]:
        """The letters of each glyph."""
        size = self.size
        return [self.letters.get(string[at : at + size], "") for at in range(0, len(string), size)]


class Drawn:
    """Reads content streams, keeping the fonts that it has read.

    `properties` are those of the marked passages, in the syntax of PDF; `covered` are the letters of glyphs for which a
    passage has another text (ActualText), which stands in their place in the drawings.
    """

    def __init__(self) -> None:
        self.properties: list[bytes] = []
        self.covered: list[str] = []
        self._fonts: dict[tuple[int, int], Font] = {}

    def drawings(self, content: pikepdf.Object | pikepdf.Page) -> list[Drawing]:
        """The text objects of a page, or of a stream that is drawn as one.

        Raises:
            ValueError: a font does not say what its glyphs mean.
        """
        import pikepdf

        resources = content.get("/Resources", pikepdf.Dictionary())
        fonts = resources.get("/Font", pikepdf.Dictionary())
        reading = _Reading()
        font = Font(1, {})
        for instruction in pikepdf.parse_content_stream(content, _OPERATORS):
            operands = instruction.operands
            match str(instruction.operator):
                case "BT":
                    reading.end_group()
                case "cm":
                    reading.move(float(operands[5]), 0.0)
                case "Tm":
                    reading.move(reading.place[0], float(operands[5]))
                case "Tf":
                    font = self._font(fonts[str(operands[0])])
                case "BMC":
                    reading.mark(is_artifact=operands[0] == "/Artifact", actual=None)
                case "BDC":
                    reading.mark(is_artifact=operands[0] == "/Artifact", actual=self._actual(operands[1]))
                case "EMC":
                    reading.unmark()
                case _:
                    for string in _strings(operands[-1]):
                        letters = font.read(string)
                        (self.covered if reading.is_covered else reading.letters).extend(letters)
        reading.end_group()
        return reading.drawings

    def _actual(self, properties: pikepdf.Object) -> str | None:
        """The text that stands for a marked passage."""
        import pikepdf

        if not isinstance(properties, pikepdf.Dictionary):
            return None
        self.properties.append(properties.unparse(resolved=True))
        actual = properties.get("/ActualText")
        return None if actual is None else str(actual)

    def _font(self, found: pikepdf.Object) -> Font:
        key = found.objgen
        if key == (0, 0) or key not in self._fonts:
            self._fonts[key] = font_of(found)
        return self._fonts[key]


class _Reading:
    """The text objects of one content stream so far, and the marked passages that are open."""

    def __init__(self) -> None:
        self.drawings: list[Drawing] = []
        self.letters: list[str] = []
        self.place = (0.0, 0.0)
        self._open: list[tuple[bool, bool]] = []  # is an artifact, has another text

    @property
    def is_covered(self) -> bool:
        return any(has_actual for _is_artifact, has_actual in self._open)

    def move(self, shift: float, height: float) -> None:
        """The next letters stand at another height: that of a shift of all that is drawn, and in it."""
        if (shift, height) != self.place:
            self.end_group()
        self.place = (shift, height)

    def mark(self, *, is_artifact: bool, actual: str | None) -> None:
        if is_artifact:
            self.end_group()
        if actual is not None:
            self.letters.append(actual)
        self._open.append((is_artifact, actual is not None))

    def unmark(self) -> None:
        if self._open and self._open[-1][0]:
            self.end_group()
        if self._open:
            self._open.pop()

    def end_group(self) -> None:
        if self.letters:
            is_artifact = any(is_artifact for is_artifact, _actual in self._open)
            self.drawings.append(Drawing(self.letters, self.place, is_artifact))
        self.letters = []


def font_of(found: pikepdf.Object) -> Font:
    """The table of a font; one of the old kind without a table has the letters of Windows' code page 1252.

    Raises:
        ValueError: it does not say what its glyphs mean.
    """
    table = found.get("/ToUnicode")
    if table is not None:
        return _font_of_table(table.read_bytes())
    if found.get("/Subtype") == "/Type0":
        raise ValueError("a font does not say what its glyphs mean")
    return Font(1, {bytes([code]): bytes([code]).decode("cp1252", "replace") for code in range(256)})


def _font_of_table(table: bytes) -> Font:
    space = _CODE_SPACE.search(table)
    letters: dict[bytes, str] = {}
    for section in _SECTION.finditer(table):
        entries = iter(_ENTRY.findall(section[2]))
        for code, _open, _close in entries:
            if section[1] == b"bfchar":
                letters[_bytes(code)] = _letters(next(entries)[0])
            else:
                letters.update(_range(_bytes(code), _bytes(next(entries)[0]), entries))
    size = len(_bytes(space[1])) if space else max(map(len, letters), default=1)
    return Font(size, letters)


def _range(first: bytes, last: bytes, entries: Iterator[tuple[bytes, bytes, bytes]]) -> Iterator[tuple[bytes, str]]:
    """The glyphs of a range: with letters that count up, or each with its own in brackets."""
    codes = [code.to_bytes(len(first), "big") for code in range(int.from_bytes(first), int.from_bytes(last) + 1)]
    begin, opened, _closed = next(entries)
    if opened:
        for code in codes:
            yield code, _letters(next(entries)[0])
        next(entries)
        return
    letters = _letters(begin)
    for step, code in enumerate(codes):
        yield code, letters[:-1] + chr(ord(letters[-1]) + step) if letters else ""


def _bytes(digits: bytes) -> bytes:
    return bytes.fromhex(digits.decode("ascii"))


def _letters(digits: bytes) -> str:
    return _bytes(digits).decode("utf-16-be", "replace")


def _strings(operand: pikepdf.Object) -> Iterator[bytes]:
    import pikepdf

    if isinstance(operand, pikepdf.Array):
        yield from (bytes(part) for part in operand if isinstance(part, pikepdf.String))
    elif isinstance(operand, pikepdf.String):
        yield bytes(operand)
