"""The formats of paper: what of a card each one holds, on which sheet, and in which sizes it may be set."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from briefing_app.paper.fields import Data

FormatName = Literal["card", "one-pager", "reading", "pocket", "pocket-sheet", "book"]
FORMATS: tuple[FormatName, ...] = get_args(FormatName)

SHEETS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}  # millimetres
POCKETS = {"a4": (105.0, 148.0), "letter": (107.95, 139.7)}  # A6 is half a millimetre less than a quarter of A4
# Comments beside the text: from the sheet's edge, to the text, and the narrowest column in which they can be read.
EDGE, FROM_TEXT, NARROWEST = 7.0, 4.0, 18.0
MEASURE = 146.0  # of a card: 75 characters a line


class Step(NamedTuple):
    """One way to set a text: the scale of its sizes, of which the card's text of 10.5 pt is 1, and of its spaces."""

    scale: float
    space: float


class Format(NamedTuple):
    """What a format holds, and how it looks.

    Args:
        steps: from the largest type to the smallest that can still be read; the first that fits is used.
        pages: how many a card has; None for as many as it needs.
        margins: millimetres: at the sides, None for what leaves the card's measure, above and below.
        leading: between lines, in ems.
        title: scale of the title beside that of the text.
        quarter: each page has a quarter of the sheet; `folded`: four of them stand on one sheet, to be folded twice.
        flows: what does not fit may take more pages.
        whole: everything; otherwise bottom line, actors, points and two quotes, without citations.
        lives: the actors' biographies.
        bound: as a book, with a cover, contents and indexes.
    """

    template: str
    steps: tuple[Step, ...]
    pages: int | None = None
    margins: tuple[float | None, float, float] = (None, 34.0, 30.0)
    leading: float = 0.44
    title: float = 1.0
    actor_columns: int = 2
    coloured: bool = True
    hyphenated: bool = True
    quarter: bool = False
    folded: bool = False
    flows: bool = False
    whole: bool = True
    lives: bool = True
    bound: bool = False


# Text of 9 pt and furniture of 7.4 pt are the least that a minister reads without glasses on a full sheet.
_ONE_PAGE = (Step(1.14, 1.2), Step(1.0, 1.0), Step(1.0, 0.8), Step(0.95, 0.7), Step(0.9, 0.6), Step(0.86, 0.5))
# Held in the hand 8 pt can be read.
_POCKET = (Step(1.0, 0.9), Step(0.9, 0.7), Step(0.86, 0.6), Step(0.81, 0.55), Step(0.76, 0.5))

_CARD = Format("cards.typ", (Step(1.0, 1.0),))
_POCKET_PAGES = Format(
    "pocket.typ",
    _POCKET,
    4,
    (9.0, 16.0, 17.0),
    title=0.72,
    actor_columns=1,
    quarter=True,
    flows=True,
    whole=False,
)
_BY_NAME: dict[FormatName, Format] = {
    "card": _CARD,
    "book": _CARD._replace(template="book.typ", bound=True),
    "one-pager": _CARD._replace(
        steps=_ONE_PAGE, pages=1, margins=(25.0, 31.0, 28.0), title=0.86, whole=False, lives=False
    ),
    "reading": _CARD._replace(
        steps=(Step(16 / 10.5, 1.0),),
        margins=(22.0, 41.0, 40.0),
        leading=0.72,
        title=0.9,
        actor_columns=1,
        coloured=False,
        hyphenated=False,
    ),
    "pocket": _POCKET_PAGES,
    "pocket-sheet": _POCKET_PAGES._replace(folded=True, flows=False),
}


def format_of(name: FormatName) -> Format:
    """The format of a name."""
    return _BY_NAME[name]


def layout(form: Format, step: Step, paper: str, *, measured: bool = False, beside: bool = False) -> Data:
    """The measures that the template takes: millimetres, scales and choices.

    Args:
        paper: "a4" or "letter".
        measured: a card has no more pages than the format's, and each part says on which page it ends.
        beside: comments stand beside their words, where the margin has the room.
    """
    width, height = POCKETS[paper] if form.quarter else SHEETS[paper]
    if form.folded:
        width, height = SHEETS[paper][0] / 2, SHEETS[paper][1] / 2
    side, top, bottom = form.margins
    side = (width - MEASURE) / 2 if side is None else side
    column = side - EDGE - FROM_TEXT
    return {
        "width": width,
        "height": height,
        "side": side,
        "top": top,
        "bottom": bottom,
        "scale": step.scale,
        "space": step.space,
        "leading": form.leading,
        "title": form.title,
        "actor_columns": form.actor_columns,
        "coloured": form.coloured,
        "folded": form.folded,
        "bound": form.bound,
        "measured": measured,
        "beside": column if beside and column >= NARROWEST else 0,
    }
