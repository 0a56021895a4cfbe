"""What a reader does with a book, each with the way back: one that leaves alone what others did to it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import NamedTuple

from briefing_app.books.book import Book, BookCard, with_annex, with_cards, with_cover, with_moved, with_order
from briefing_app.books.book import without_cards as without

Edit = Callable[[Book], Book]


class Deed(NamedTuple):
    """The book after it, and what takes it back from whatever the book has become."""

    after: Book
    back: Edit


def move(book: Book, card_ids: Sequence[str], to: int) -> Deed:
    """Put cards before the one that stands at `to`."""
    return Deed(with_moved(book, card_ids, to), partial(with_order, card_ids=_order(book)))


def take_out(book: Book, card_ids: Collection[str]) -> Deed:
    """Take cards out."""
    places = sorted(book.place_of(card_id) for card_id in card_ids if book.has(card_id))
    return Deed(without(book, card_ids), partial(_put_in, taken=[(place, book.cards[place]) for place in places]))


def set_annex(book: Book, card_ids: Collection[str], *, annex: bool) -> Deed:
    """Put cards among the annexes, or back among the others."""
    changed = [card.id for card in book.cards if card.id in card_ids and card.annex != annex]

    def back(now: Book) -> Book:
        return with_order(_with_annexes(now, changed, annex=not annex), _order(book))

    return Deed(_with_annexes(book, changed, annex=annex), back)


def set_line(book: Book, line: str, text: str) -> Deed:
    """Change a line of the cover."""
    before = {line: book.cover_lines.get(line, "")}
    return Deed(with_cover(book, {line: text}), partial(with_cover, lines=before))


def _order(book: Book) -> list[str]:
    return [card.id for card in book.cards]


def _put_in(book: Book, taken: Sequence[tuple[int, BookCard]]) -> Book:
    """The book with cards back at the places from which they were taken."""
    for place, card in taken:
        book = with_cards(book, [card], place)
    return book


def _with_annexes(book: Book, card_ids: Sequence[str], *, annex: bool) -> Book:
    for card_id in card_ids:
        book = with_annex(book, card_id, annex=annex) if book.has(card_id) else book
    return book
