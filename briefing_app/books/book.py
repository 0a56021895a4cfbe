"""A book as a record, and what may be done with it: each gives another record, and says nothing of files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Annotated, Literal
from unicodedata import normalize

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from briefing_app.errors import NotFoundError, UsageError
from briefing_app.i18n import _
from briefing_app.outgoing import HighlightsChoice, NotesChoice
from briefing_app.paper.edition import Cover

FORMAT = 1  # of the file; a higher one is read as far as it is understood, and never written
MAX_NAME = 200
MAX_CARDS = 2000

Sheet = Literal["", "a4", "letter"]
ShortText = Annotated[str, Meta(max_length=1000)]


class BookCard(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A card's place in a book; `title` is what it was called when it was last seen, for when it is missing."""

    id: ShortText
    title: ShortText = ""
    annex: bool = False


class Choices(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the book is made: "" is the sheet in use and, for the marking, the highest of the cards."""

    notes: NotesChoice = "none"
    highlights: HighlightsChoice = "end"
    journal: tuple[ShortText, ...] = ()
    paper: Sheet = ""
    marking: ShortText = ""
    lowering_reason: ShortText = ""
    watermark: ShortText = ""


class MadeCard(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A card as it was when the book was made; `digest` is its content's, as the index has it."""

    id: ShortText
    title: ShortText
    version: int
    digest: str
    marking: str | None = None
    annex: bool = False


class Made(Struct, frozen=True, kw_only=True):
    """What was made last: when (aware), of which cards, with which cover and choices. Where it went is not kept."""

    when: datetime
    pages: int | None
    sha256: str
    marking: str | None
    notes_included: int
    cards: tuple[MadeCard, ...]
    cover_lines: dict[str, str] = field(name="cover")
    choices: Choices


class Book(Struct, frozen=True, kw_only=True):
    """A book. Nothing in it is a note; `cover_lines` are the fields of `Cover` that say something."""

    format: Annotated[int, Meta(ge=1)] = field(name="briefing_app_book")
    name: Annotated[str, Meta(min_length=1, max_length=MAX_NAME)]
    cards: Annotated[tuple[BookCard, ...], Meta(max_length=MAX_CARDS)] = ()
    cover_lines: dict[str, ShortText] = field(name="cover", default_factory=dict)
    choices: Choices = Choices()
    made: Made | None = None

    @property
    def cover(self) -> Cover:
        """What the cover says."""
        return cover_of(self.cover_lines)

    def place_of(self, card_id: str) -> int:
        """Where a card stands, from 0.

        Raises:
            NotFoundError: the book has it not.
        """
        for place, card in enumerate(self.cards):
            if card.id.lower() == card_id.lower():
                return place
        sentence = _("The book “{name}” has no card “{id}”.")
        raise NotFoundError(sentence.format(name=self.name, id=card_id))

    def has(self, card_id: str) -> bool:
        """Whether a card is in it."""
        return any(card.id.lower() == card_id.lower() for card in self.cards)


def new_book(name: str) -> Book:
    """A book without cards.

    Raises:
        UsageError: the name is blank or too long.
    """
    return Book(format=FORMAT, name=checked_name(name))


def checked_name(name: str) -> str:
    """A name in one line.

    Raises:
        UsageError: it is blank or longer than 200 characters.
    """
    found = " ".join(name.split())
    if not found:
        raise UsageError(_("A book needs a name."))
    if len(found) > MAX_NAME:
        sentence = _("The name of a book has at most {most} characters; this one has {count}.")
        raise UsageError(sentence.format(most=MAX_NAME, count=len(found)))
    return found


def name_key(name: str) -> str:
    """What two names have in common that are the same: case, composed letters and blanks tell none apart."""
    return normalize("NFC", " ".join(name.split()).casefold())


def cover_of(lines: dict[str, str]) -> Cover:
    """A cover from its lines; one of a newer version that is not known is left out."""
    return Cover(**{name: text for name, text in lines.items() if name in Cover._fields})


def with_cover(book: Book, lines: dict[str, str]) -> Book:
    """The book with other lines on its cover; "" takes one away, and those that are not named stay."""
    both = book.cover_lines | {name: " ".join(text.split()) for name, text in lines.items()}
    return replace(book, cover_lines={name: text for name, text in both.items() if text})


def with_cards(book: Book, cards: Iterable[BookCard], at: int | None = None) -> Book:
    """The book with more cards, at a place (from 0) or at their end; those that it has already stay where they are.

    Raises:
        UsageError: it would have too many.
    """
    fresh: dict[str, BookCard] = {}
    for card in cards:
        if not book.has(card.id):
            fresh.setdefault(card.id.lower(), card)
    if len(book.cards) + len(fresh) > MAX_CARDS:
        raise UsageError(_("A book has at most {most} cards.").format(most=f"{MAX_CARDS:,}"))
    place = len(book.cards) if at is None else max(0, at)
    return _in_order(book, [*book.cards[:place], *fresh.values(), *book.cards[place:]])


def without_cards(book: Book, card_ids: Collection[str]) -> Book:
    """The book without some cards; those that it has not are no matter."""
    gone = {card_id.lower() for card_id in card_ids}
    return replace(book, cards=tuple(card for card in book.cards if card.id.lower() not in gone))


def with_moved(book: Book, card_ids: Sequence[str], to: int) -> Book:
    """The book with cards, in their order in it, put before the one that stands at `to` now; its length for the end."""
    moved = {card_id.lower() for card_id in card_ids}
    before = [card for card in book.cards[: max(0, to)] if card.id.lower() not in moved]
    after = [card for card in book.cards[max(0, to) :] if card.id.lower() not in moved]
    return _in_order(book, [*before, *(card for card in book.cards if card.id.lower() in moved), *after])


def with_order(book: Book, card_ids: Sequence[str]) -> Book:
    """The book with its cards in the order of ids; those that are not named follow, as they stand."""
    places = {card_id.lower(): place for place, card_id in enumerate(card_ids)}
    return _in_order(book, sorted(book.cards, key=lambda card: places.get(card.id.lower(), len(places))))


def with_annex(book: Book, card_id: str, *, annex: bool) -> Book:
    """The book with a card as the last of its annexes, or of its other cards.

    Raises:
        NotFoundError: the book has it not.
    """
    changed = replace(book.cards[book.place_of(card_id)], annex=annex)
    return _in_order(book, [*(card for card in book.cards if card.id != changed.id), changed])


def _in_order(book: Book, cards: Iterable[BookCard]) -> Book:
    """The book with these cards, its annexes behind the others, as it is printed."""
    return replace(book, cards=tuple(sorted(cards, key=lambda card: card.annex)))
