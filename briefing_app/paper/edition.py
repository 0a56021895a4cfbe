"""What is wanted of paper, in plain records: the cards with what goes out with each, the sheet, the cover."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from briefing_app.cards.card import Card
from briefing_app.paper.formats import FormatName


class PrintedNote(NamedTuple):
    """A note; `passage` are the words that were marked, "" for none; `details` are said below it, in words."""

    passage: str
    text: str
    day: date
    details: tuple[str, ...]


class PrintedPlace(NamedTuple):
    """Letters of one field of the card's plain text, which is called as in `prose.plain`."""

    path: str
    start: int
    end: int


class PrintedHighlight(NamedTuple):
    """A highlight that is drawn; `comment` is the place of its comment among the card's notes, None for none."""

    colour: str
    places: tuple[PrintedPlace, ...]
    comment: int | None = None


class PrintedCard(NamedTuple):
    """A card with the notes and highlights that go out with it, and no other; an annex stands behind the cards of a
    book."""

    card: Card
    notes: Sequence[PrintedNote] = ()
    annex: bool = False
    highlights: Sequence[PrintedHighlight] = ()


Items = Sequence[PrintedCard]


class Cover(NamedTuple):
    """What the cover of a book says; "" leaves a line out. `day` is an ISO date or what else tells when."""

    title: str = ""
    occasion: str = ""
    day: str = ""
    prepared_for: str = ""
    prepared_by: str = ""
    copy: str = ""


class Edition(NamedTuple):
    """How cards are set.

    Args:
        paper: "a4" or "letter".
        clock: when it is printed, aware: said at the end of each card and kept as the file's date, which is otherwise
            the day of the latest card.
        banner: the marking of every page; without it the pages of each card bear the card's own.
        cover: of a book.
        watermark: what stands across each page, for one reader; "" for nothing.
        journal: pages of the reader's journal, which stand behind the cards.
        side_notes: whether comments stand beside their words, where the format has the room.
    """

    paper: str
    form: FormatName = "card"
    clock: datetime | None = None
    banner: str = ""
    cover: Cover = Cover()
    watermark: str = ""
    journal: Sequence[PrintedNote] = ()
    side_notes: bool = False
