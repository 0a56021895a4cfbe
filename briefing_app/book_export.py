"""A named book on paper: what is wanted of it, what keeps it from being made, and what was made kept in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from briefing_app.books.book import Book, BookCard, Choices, Made, MadeCard, Sheet
from briefing_app.books.changes import Standing, standings
from briefing_app.card_export import Exported, Wish, export
from briefing_app.cards.markings import Banner
from briefing_app.errors import BookError
from briefing_app.i18n import _, ngettext
from briefing_app.making import Making

if TYPE_CHECKING:
    from briefing_app.library.index import Entry
    from briefing_app.workspace import Workspace


def in_library(workspace: Workspace, book: Book) -> list[Standing]:
    """The cards of a book as the library has them now."""
    return standings(book, workspace.index.entry)


def book_cards(workspace: Workspace, card_ids: Sequence[str], *, annex: bool = False) -> list[BookCard]:
    """Cards of the library as a book takes them.

    Raises:
        NotFoundError: one is not there.
    """
    entries = [workspace.library.entry(card_id) for card_id in card_ids]
    return [BookCard(id=entry.id, title=" ".join(entry.title.split()), annex=annex) for entry in entries]


def highest_marking(workspace: Workspace, standing: Sequence[Standing]) -> str:
    """The marking that holds for all cards of a book that are there, "" where none states one.

    Raises:
        MarkingError: they cannot be compared.
    """
    return workspace.markings.highest(one.entry.marking for one in standing if one.entry is not None) or ""


def wish_of(book: Book, standing: Sequence[Standing]) -> Wish:
    """What is wanted of paper. A reason for a lower marking counts for the markings alone for which it was given."""
    choices = book.choices
    reason = choices.lowering_reason if _knew_markings(book, standing) else ""
    annexes = tuple(one.card.id for one in standing if one.card.annex and not one.is_missing)
    banner = Banner(choices.marking, reason)
    cover = book.cover if book.cover.title else book.cover._replace(title=book.name)
    wish = Wish(choices.notes, "book", choices.paper, None, banner, cover, choices.watermark, annexes)
    return wish._replace(highlights=choices.highlights, journal=choices.journal)


def export_book(  # noqa: PLR0913 - what the command is given
    workspace: Workspace,
    name: str,
    target: Path,
    choose: Callable[[Wish], Wish],
    making: Callable[[int], Making] = lambda _cards: Making(),
    *,
    without_missing: bool = False,
) -> Exported:
    """Write a book to a file, and keep in it what was made and with which choices.

    Args:
        choose: what is wanted, from what the book says of it.
        making: gives what is told how far a book of so many cards is.
        without_missing: leave out the cards that are not there.

    Raises:
        BookError: it has no cards, or some are missing and are not to be left out.
        BriefingError: as for `card_export.export`.
    """
    book = workspace.books.get(name)
    standing = in_library(workspace, book)
    demand_cards(book, standing, without_missing=without_missing)
    wish = choose(wish_of(book, standing))
    card_ids = printed_ids(standing)
    written = export(workspace, card_ids, target, wish, making(len(card_ids)))
    keep_made(workspace, book.name, standing, written, wish)
    return written


def printed_ids(standing: Sequence[Standing]) -> list[str]:
    """The cards that are printed, in their order: without those that are missing."""
    return [one.card.id for one in standing if not one.is_missing]


def demand_cards(book: Book, standing: Sequence[Standing], *, without_missing: bool) -> None:
    """See that there is something to print.

    Raises:
        BookError: there is not, or something is missing.
    """
    missing = [one for one in standing if one.is_missing]
    if len(missing) == len(standing):
        reason = _("none of its cards is there") if missing else _("it has no cards")
        raise BookError(_("The book “{name}” cannot be made: {reason}.").format(name=book.name, reason=reason))
    if missing and not without_missing:
        raise BookError(missing_in_words(book, missing), _("Make it without them with --without-missing."))


def missing_in_words(book: Book, missing: Sequence[Standing]) -> str:
    """The sentence on the cards that are missing."""
    return ngettext(
        "A card of the book “{name}” is missing: {cards}.",
        "{count} cards of the book “{name}” are missing: {cards}.",
        len(missing),
    ).format(name=book.name, count=len(missing), cards=", ".join(f"“{one.title}” ({one.card.id})" for one in missing))


def keep_made(
    workspace: Workspace, name: str, standing: Sequence[Standing], written: Exported, wish: Wish
) -> tuple[Book, Book]:
    """Keep in a book what was made of it, and the cover and the choices with which; the book as it was and as it is.

    Raises:
        MachineError, BookError: it cannot be kept; the file that was made is there all the same.
    """
    before: list[Book] = []

    def keep(book: Book) -> Book:
        before.append(book)
        made = _made(book, standing, written, wish)
        titles = {one.card.id: one.title for one in standing}
        cards = tuple(replace(card, title=titles.get(card.id, card.title)) for card in book.cards)
        return replace(book, cards=cards, made=made, choices=made.choices, cover_lines=made.cover_lines)

    after = workspace.books.change(name, keep)
    return before[-1], after


def _made(book: Book, standing: Sequence[Standing], written: Exported, wish: Wish) -> Made:
    lines = {line: text for line, text in wish.cover._asdict().items() if text}
    if "title" not in book.cover_lines and lines.get("title") == book.name:
        del lines["title"]  # which nobody chose
    return Made(
        when=wish.clock or datetime.now(UTC).replace(microsecond=0),
        pages=written.pages,
        sha256=written.sha256,
        marking=written.marking,
        notes_included=written.notes_included,
        cards=tuple(
            _made_card(one.card, one.entry) for one in standing if one.entry is not None and not one.is_missing
        ),
        cover_lines=lines,
        choices=_choices(wish, written.lowering_reason),
    )


def _choices(wish: Wish, reason: str) -> Choices:
    marking = wish.banner.marking if wish.banner is not None else ""
    paper: Sheet = "letter" if wish.paper == "letter" else "a4" if wish.paper == "a4" else ""
    return Choices(
        notes=wish.notes,
        highlights=wish.highlights,
        journal=wish.journal,
        paper=paper,
        marking=marking,
        lowering_reason=reason,
        watermark=wish.watermark,
    )


def _made_card(card: BookCard, entry: Entry) -> MadeCard:
    return MadeCard(
        id=card.id,
        title=" ".join(entry.title.split()),
        version=entry.version,
        digest=entry.digest,
        marking=entry.marking,
        annex=card.annex,
    )


def _knew_markings(book: Book, standing: Sequence[Standing]) -> bool:
    known = {card.marking for card in book.made.cards} if book.made is not None else set()
    return known.issuperset(one.entry.marking for one in standing if one.entry is not None and not one.is_missing)
