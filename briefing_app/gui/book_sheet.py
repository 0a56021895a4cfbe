"""What the window of a book says of it: a row for each card, a summary, and what changed beside the cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale

from briefing_app.book_export import highest_marking
from briefing_app.books.changes import Change, changes
from briefing_app.errors import MarkingError
from briefing_app.gui.book_rows import BookRow
from briefing_app.gui.book_view import BookSheet
from briefing_app.gui.card_rows import day_in_words
from briefing_app.i18n import _, ngettext
from briefing_app.paper.book import tabs

if TYPE_CHECKING:
    from briefing_app.books.book import Book
    from briefing_app.books.changes import Standing
    from briefing_app.workspace import Workspace


def sheet_of(workspace: Workspace, book: Book, standing: Sequence[Standing], pages: Mapping[str, int]) -> BookSheet:
    """A book as its window shows it; `pages` are those of the cards that are counted, by digest."""
    locale, news = QLocale(workspace.language), changes(book, standing)
    rows = [
        _row(one, tab, locale, pages, [change for change in news if change.card_id == one.card.id])
        for one, tab in zip(standing, tabs(card.annex for card in book.cards), strict=True)
    ]
    others = [change.sentence for change in news if not book.has(change.card_id)]
    marking, why_none = _marking(workspace, standing)
    return BookSheet(
        book.name, rows, book.cover_lines, marking, why_none, _summary(book, standing, pages, news, locale), others
    )


def _row(one: Standing, tab: str, locale: QLocale, pages: Mapping[str, int], news: Sequence[Change]) -> BookRow:
    entry = one.entry
    facts = [day_in_words(entry.date, locale), _pages_in_words(pages.get(entry.digest))] if entry is not None else []
    return BookRow(
        one.card.id,
        one.title,
        tab,
        facts=" · ".join(filter(None, facts)) or one.card.id,
        marking=(entry.marking or _("no marking stated")) if entry is not None and not entry.broken else "",
        news=" · ".join(change.short for change in news),
        annex=one.card.annex,
        missing=one.is_missing,
    )


def _marking(workspace: Workspace, standing: Sequence[Standing]) -> tuple[str, str]:
    try:
        return highest_marking(workspace, standing), ""
    except MarkingError as error:
        return "", _("{why} The marking of the whole book is chosen when it is exported.").format(why=error.sentence)


def _summary(
    book: Book, standing: Sequence[Standing], pages: Mapping[str, int], news: Sequence[Change], locale: QLocale
) -> str:
    annexes = sum(one.card.annex for one in standing)
    cards = len(standing) - annexes
    parts = [ngettext("{count} card", "{count} cards", cards).format(count=f"{cards:,}")]
    if annexes:
        parts.append(ngettext("{count} annex", "{count} annexes", annexes).format(count=annexes))
    there = [pages.get(one.entry.digest) for one in standing if one.entry is not None and not one.is_missing]
    if there:
        known = sum(number or 0 for number in there)
        parts.append(_("counting pages…") if None in there else _pages_in_words(known))
    if book.choices.marking:
        parts.append(_("marked {marking} by choice").format(marking=book.choices.marking))
    parts.append(_made(book, news, locale))
    return " · ".join(filter(None, parts))


def _made(book: Book, news: Sequence[Change], locale: QLocale) -> str:
    if book.made is None:
        return _("not made yet")
    local = QDateTime.fromSecsSinceEpoch(round(book.made.when.timestamp()))
    moment = locale.toString(local, "d MMM yyyy, HH:mm")
    said = _("made {when}, with {pages}").format(when=moment, pages=_pages_in_words(book.made.pages))
    if not news:
        return _("{made}; nothing changed since").format(made=said)
    count = len(news)
    return ngettext("{made}; {count} change since", "{made}; {count} changes since", count).format(
        made=said, count=count
    )


def _pages_in_words(count: int | None) -> str:
    if count is None:
        return ""
    if count == 0:
        return _("cannot be printed")
    return ngettext("{count} page", "{count} pages", count).format(count=f"{count:,}")
