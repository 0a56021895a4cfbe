"""Letters that the typesetter draws in several pieces say their text once: PDF -> PDF.

Typst begins a new piece of text where a mark stands higher or lower than its letter, and gives the text of the whole
cluster to each piece: readers found “सर्वर्व” for “सर्व”. Here the glyphs of a cluster move into one span that states its
text (ISO 32000-1, 14.9.4). They are drawn where they were, and the tree of tags stays as it is: a piece that lost its
glyphs is empty.
"""

from __future__ import annotations

import io
import itertools
import os
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:
    import pikepdf

    Instruction = pikepdf.ContentStreamInstruction
    Texts = dict[int, str]  # glyph -> what it says

GLYPH = 2  # bytes of a glyph's number in the typesetter's fonts
_MAPPED = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
# A piece of text from where it is put to its font and size; neither a path (which ends in Q) nor another place between.
_SET = re.compile(rb"q\s(?:[-\d.]+ ){5}([-\d.]+) cm\b[^Qm]*?\bBT\b.*?(/\S+) ([-\d.]+) Tf", re.DOTALL)
_END_OF_TEXT = b"\nET"  # no string has a bare line feed
_MARKED_CONTENT = frozenset({"BDC", "BMC", "EMC"})
_SHOWING = frozenset({"Tj", "TJ"})
_BEFORE_A_UNIT = _MARKED_CONTENT | _SHOWING | {"BT"}


class Unit(NamedTuple):
    """Glyphs that say one text: those of a span that states it, or one glyph that says its own.

    Args:
        glyph: the number of the first of its glyphs.
        begin: the first of the instructions that set and draw it; of a span, its beginning.
        end: the last of them; of a span, its end.
        stated: whether it is a span.
        sole: whether these instructions draw nothing else.
        base: where the piece is put on the page.
    """

    text: str
    glyph: int
    begin: int
    end: int
    stated: bool
    sole: bool
    base: pikepdf.Matrix


class Piece(NamedTuple):
    """Glyphs of one font and size on one height: the first unit and the last, which may be the same."""

    font: str
    size: float
    height: float
    first: Unit
    last: Unit


class Font(NamedTuple):
    """What the glyphs of a font say, and whether any of it is a mark."""

    texts: Texts
    marked: bool


class Edits(NamedTuple):
    """What changes in a page: instructions that go, and what an instruction is replaced with."""

    dropped: set[int]
    replaced: dict[int, list[Instruction]]


def has_marks(text: str) -> bool:
    """Whether a text has letters that may be drawn in pieces."""
    return any(unicodedata.category(letter) == "Mn" for letter in set(text))


def mended(pdf: bytes) -> bytes:
    """The same pages and tags, with every cluster's text said once. The same file gives the same bytes."""
    import pikepdf  # 60 ms that only such scripts pay

    # The parts to be read are put into a document of their own: a new object in the large one takes 100 ms.
    with (
        _in_memory(pdf) as source,
        _in_memory() as target,
        pikepdf.open(source, access_mode=pikepdf.AccessMode.mmap) as document,
        pikepdf.new() as scratch,
    ):
        known: dict[tuple[int, int], Font] = {}
        if not sum([_mend(page, scratch, known) for page in document.pages]):
            return pdf
        document.save(
            target,
            deterministic_id=True,
            fix_metadata_version=False,  # the typesetter's are right
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        target.seek(0)
        return target.read()


def _in_memory(data: bytes = b"") -> BinaryIO:
    """A file that stands on no disk; where the system has such, one that qpdf reads and writes without a call of Python
    for each word of it, in less than half the time."""
    if not hasattr(os, "memfd_create"):
        return io.BytesIO(data)
    file = os.fdopen(os.memfd_create("pages"), "w+b")
    file.write(data)
    file.seek(0)
    return file


def _mend(page: pikepdf.Page, scratch: pikepdf.Pdf, known: dict[tuple[int, int], Font]) -> bool:
    """Mends one page; `known` keeps its fonts. Answers whether anything was changed."""
    resources: Any = page.Resources.get("/Font", {})
    fonts = {str(name): _font(font, known) for name, font in resources.items()}
    marked = {name.encode() for name, font in fonts.items() if font.marked}
    if not marked:
        return False
    content, texts = page.Contents.read_bytes(), {name: font.texts for name, font in fonts.items()}
    parts, begin = list[bytes](), 0
    for window in _windows(content, marked):
        if edited := _edited(content[window], texts, scratch):
            parts += [content[begin : window.start], edited]
            begin = window.stop
    if parts:
        page.Contents.write(b"".join([*parts, content[begin:]]))
    return bool(parts)


def _windows(content: bytes, fonts: Collection[bytes]) -> Iterator[slice]:
    """Where pieces of one of these fonts and one size follow each other a little higher or lower. Most pages have no
    such place, and reading a whole page costs as much as setting it."""
    begin = end = -1
    for before, after in itertools.pairwise(_SET.finditer(content)):
        if after[2] not in fonts or before[2] != after[2] or not _is_near(_look(before), _look(after)):
            continue
        if before.start() > end >= 0:
            yield slice(begin, end)
            begin = -1
        begin = before.start() if begin < 0 else begin
        end = content.index(_END_OF_TEXT, after.end()) + len(_END_OF_TEXT)
    if end >= 0:
        yield slice(begin, end)


def _look(setting: re.Match[bytes]) -> tuple[bytes, float, float]:
    height, font, size = setting.groups()
    return font, float(size), float(height)


def _edited(content: bytes, texts: dict[str, Texts], scratch: pikepdf.Pdf) -> bytes | None:
    """Part of a page after its edits; None where nothing changes."""
    import pikepdf

    found = pikepdf.parse_content_stream(scratch.make_stream(content))
    page_text = PageText([one for one in found if isinstance(one, pikepdf.ContentStreamInstruction)])
    edits = page_text.edits(texts)
    return pikepdf.unparse_content_stream(list(page_text.edited(edits))) if edits.replaced else None


def _is_near(before: tuple[object, float, float], after: tuple[object, float, float]) -> bool:
    """Whether two pieces (font, size, height) differ in height alone, by less than lines do."""
    return before[:2] == after[:2] and 0 < abs(before[2] - after[2]) < after[1]


def _font(font: pikepdf.Object, known: dict[tuple[int, int], Font]) -> Font:
    if font.objgen not in known:
        mapped = _MAPPED.findall(font.ToUnicode.read_bytes())
        texts = {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in mapped}
        known[font.objgen] = Font(texts, has_marks("".join(texts.values())))
    return known[font.objgen]


class PageText:
    """The instructions of a page, and what they draw."""

    def __init__(self, instructions: Sequence[Instruction]) -> None:
        self._all = instructions
        self._names = [str(one.operator) for one in instructions]

    def edits(self, said: dict[str, Texts]) -> Edits:
        """What brings each cluster together; `said` is what the glyphs of each font say."""
        edits = Edits(set(), {})
        for chain in _chains(list(self._pieces(said))):
            self._join(chain, edits)
        return edits

    def edited(self, edits: Edits) -> Iterator[Instruction]:
        """The instructions after the edits."""
        for place, instruction in enumerate(self._all):
            if place in edits.replaced:
                yield from edits.replaced[place]
            elif place not in edits.dropped:
                yield instruction

    def _pieces(self, said: dict[str, Texts]) -> Iterator[Piece]:
        """The pieces of the page in their order."""
        import pikepdf

        base, font, size, units = pikepdf.Matrix(), "", 0.0, list[Unit]()
        spans: list[int | None] = []  # the marked contents that are open; of those that state a text, their places
        begin = 0
        for place, (instruction, name) in enumerate(zip(self._all, self._names, strict=True)):
            if name == "cm":
                base = pikepdf.Matrix(*map(float, instruction.operands))
            elif name == "ET" and units:
                yield Piece(font, size, base.f, units[0], units[-1])
                units = []
            elif name == "Tf":
                named, points = instruction.operands
                font, size = str(named), float(points)
            elif name in _SHOWING and not any(span is not None for span in spans):
                units += _units(place, begin, said.get(font, {}), _glyphs(instruction), base)
            elif name in {"BDC", "BMC"}:
                spans.append(place if name == "BDC" and "/ActualText" in _properties(instruction) else None)
            elif name == "EMC" and spans and (start := spans.pop()) is not None:
                units += self._span(start, place, base)
            if name in _BEFORE_A_UNIT:
                begin = place + 1

    def _span(self, begin: int, end: int, base: pikepdf.Matrix) -> list[Unit]:
        """The unit of a span that states its text."""
        drawn = next((place for place in range(begin, end) if self._names[place] in _SHOWING), None)
        glyphs = [] if drawn is None else _glyphs(self._all[drawn])
        text = str(_properties(self._all[begin]).ActualText)
        return [Unit(text, glyphs[0], begin, end, stated=True, sole=True, base=base)] if glyphs else []

    def _join(self, chain: list[Unit], edits: Edits) -> None:
        """Moves the glyphs of a cluster to the piece of its letter, or to the one that cannot move."""
        host, others = chain[0], chain[1:]
        leftward = unicodedata.bidirectional(host.text[0]) in {"R", "AL"}
        if chain[0].sole and (leftward or not chain[-1].sole):
            host, others = chain[-1], chain[:-1]
        if not all(unit.sole for unit in others) or any(self._is_taken(unit, edits) for unit in chain):
            return
        moved = [instruction for unit in others for instruction in self._moved(unit, host)]
        for unit in others:
            edits.dropped.update(range(unit.begin, unit.end + 1))
        begins = host is chain[-1]
        if host.stated:
            place = host.begin if begins else host.end
            edits.replaced[place] = [self._all[place], *moved] if begins else [*moved, self._all[place]]
        else:
            edits.replaced[host.end] = list(self._hosting(host, moved, begins=begins))

    def _is_taken(self, unit: Unit, edits: Edits) -> bool:
        return any(place in edits.dropped or place in edits.replaced for place in (unit.begin, unit.end))

    def _moved(self, unit: Unit, host: Unit) -> Iterator[Instruction]:
        """The instructions that draw a unit, for a place among those of its host."""
        import pikepdf

        for place in range(unit.begin, unit.end + 1):
            name, instruction = self._names[place], self._all[place]
            if name == "Tm":
                moved = pikepdf.Matrix(*map(float, instruction.operands)) @ unit.base @ host.base.inverse()
                yield _instruction([round(number, 4) for number in moved.shorthand], name)
            elif name not in _MARKED_CONTENT:
                yield instruction

    def _hosting(self, host: Unit, moved: list[Instruction], *, begins: bool) -> Iterator[Instruction]:
        """The instruction that draws the host's glyph, first or last of several, with a span around it and `moved`."""
        glyphs = _tokens(self._all[host.end])
        drawn = [place for place, token in enumerate(glyphs) if isinstance(token, bytes)]
        cut = drawn[0] + 1 if begins else drawn[-1]
        before, after, end = _shown(glyphs[:cut]), _shown(glyphs[cut:]), _instruction([], "EMC")
        if begins:
            places = [place for place in range(host.begin, host.end) if self._names[place] not in _MARKED_CONTENT]
            setting = [self._all[place] for place in places]
            yield from [_stating(host.text), *moved, *setting, *before, end, *after]
        else:
            yield from [*before, _stating(host.text), *after, *moved, end]


def _units(place: int, begin: int, said: Texts, glyphs: Sequence[int], base: pikepdf.Matrix) -> list[Unit]:
    """What one instruction draws of glyphs that say their own texts: the first and the last are enough."""
    ends = [glyphs[0], glyphs[-1]] if len(glyphs) > 1 else glyphs
    return [Unit(said.get(one, ""), one, begin, place, stated=False, sole=len(glyphs) == 1, base=base) for one in ends]


def _chains(pieces: Sequence[Piece]) -> Iterator[list[Unit]]:
    """The units, from piece to piece, that say the text of one cluster again and again."""
    chain: list[Unit] = []
    for before, after in itertools.pairwise(pieces):
        begun = chain or [before.last]
        unit = after.first
        if _is_near(before[:3], after[:3]) and unit.text == begun[0].text and unit.glyph != begun[0].glyph:
            chain = [*begun, unit]
            if after.first is after.last:
                continue
        if chain:
            yield chain
        chain = []
    if chain:
        yield chain


def _stating(text: str) -> Instruction:
    import pikepdf

    return _instruction([pikepdf.Name("/Span"), pikepdf.Dictionary(ActualText=pikepdf.String(text))], "BDC")


def _shown(tokens: Sequence[bytes | float]) -> list[Instruction]:
    """The instruction that draws these glyphs; none for none."""
    import pikepdf

    operands = [pikepdf.String(token) if isinstance(token, bytes) else token for token in tokens]
    return [_instruction([pikepdf.Array(operands)], "TJ")] if tokens else []


def _instruction(operands: Sequence[Any], name: str) -> Instruction:
    import pikepdf

    return pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(name))


def _properties(instruction: Instruction) -> Any:
    """What a marked content states of itself."""
    return instruction.operands[1]


def _tokens(instruction: Instruction) -> list[bytes | float]:
    """What is shown: glyphs, and moves between them."""
    import pikepdf

    first: Any = instruction.operands[0]
    shown: Any = first if isinstance(first, pikepdf.Array) else [first]
    found: list[bytes | float] = []
    for one in shown:
        if isinstance(one, pikepdf.String):
            text = bytes(one)
            found += [text[begin : begin + GLYPH] for begin in range(0, len(text), GLYPH)]
        else:
            found.append(one)
    return found


def _glyphs(instruction: Instruction) -> list[int]:
    return [int.from_bytes(token, "big") for token in _tokens(instruction) if isinstance(token, bytes)]
