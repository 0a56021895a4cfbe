"""The tags of a PDF in reading order, each with its places: what rules of typography are held against."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf

SAME_LINE = 5.0  # points: a superscript stands on the line of its word

Place = tuple[int, float]  # page from 0, height on it in points
Numbers = dict[Any, int]  # page's object -> page from 0
Heights = dict[tuple[int, int], list[float]]  # of the pieces of each marked content, by page and number


class Tag(NamedTuple):
    """One tag: its name, those around it from the outside in, the pieces of text that it holds itself and below it."""

    name: str
    around: tuple[str, ...]
    places: list[Place]

    @property
    def pages(self) -> list[int]:
        """The pages on which it stands."""
        return sorted({page for page, _height in self.places})

    def lines(self, page: int) -> int:
        """How many of its lines stand on a page."""
        heights = sorted(height for on, height in self.places if on == page)
        return sum(place == 0 or height - heights[place - 1] > SAME_LINE for place, height in enumerate(heights))


def tags_of(pdf: bytes) -> list[Tag]:
    """Every tag, in reading order."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        numbers: Numbers = {page.objgen: number for number, page in enumerate(document.pages)}
        heights: Heights = {}
        for number, page in enumerate(document.pages):
            heights |= _heights(number, page)
        return list(_tags(document.Root.StructTreeRoot, (), numbers, heights, None))


def _heights(number: int, page: pikepdf.Page) -> Heights:
    found: Heights = defaultdict(list)
    contents: list[int | None] = []
    height = 0.0
    for one in pikepdf.parse_content_stream(page):
        operands: Any = one.operands
        match str(one.operator):
            case "BDC":
                number_held: Any = operands[1].get("/MCID") if isinstance(operands[1], pikepdf.Dictionary) else None
                contents.append(None if number_held is None else int(number_held))
            case "BMC":
                contents.append(None)
            case "EMC":
                contents.pop()
            case "cm":
                height = float(operands[5])
            case "Tj" | "TJ":
                held = next((content for content in reversed(contents) if content is not None), None)
                if held is not None:
                    found[number, held].append(height)
    return found


def _tags(node: Any, around: tuple[str, ...], numbers: Numbers, heights: Heights, page: int | None) -> Iterator[Tag]:
    name = str(node.get("/S", ""))
    page = numbers[node.Pg.objgen] if "/Pg" in node else page
    children = node.get("/K", [])
    own, below = list[Place](), list[Tag]()
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, int):
            assert page is not None
            own += [(page, height) for height in heights.get((page, child), ())]
        elif child.get("/Type") == "/MCR":
            on = numbers[child.Pg.objgen] if "/Pg" in child else page
            assert on is not None
            own += [(on, height) for height in heights.get((on, int(child.MCID)), ())]
        elif "/S" in child:
            found = list(_tags(child, (*around, name) if name else around, numbers, heights, page))
            below += found
            own += found[0].places
    if name:
        yield Tag(name, around, own)
    yield from below
