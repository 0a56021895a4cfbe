"""What a book has beside its cards: cover, tabs, the index of people, the list of sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from briefing_app import i18n
from briefing_app.cards.card import Card, Source
from briefing_app.edtf import EdtfError, parse_edtf
from briefing_app.i18n import _, ngettext
from briefing_app.paper.edition import Cover, Edition, Items
from briefing_app.paper.fields import Data, Name, line, name, text_of
from briefing_app.paper.furniture import RUNNING_MARKING_COLUMNS, shortened
from briefing_app.paper.passages import CardInFile, CardsInFile, source_label
from briefing_app.paper.people import People


def tabs(annexes: Iterable[bool]) -> list[str]:
    """What stands on the tab of each card, which is an annex or not: its number, an annex's letter."""
    numbers, letters = count(1), _letters()
    return [next(letters) if annex else str(next(numbers)) for annex in annexes]


def cards_in_file(items: Items, *, bound: bool) -> CardsInFile:
    """The cards of a file; those that are `bound` to a book can be led to."""
    return {
        item.card.id.lower(): CardInFile(item.card.title, top_label(number) if bound else "")
        for number, item in enumerate(items, start=1)
    }


def top_label(number: int) -> str:
    """The label of the title of the file's `number`th card."""
    return f"card-{number}-top"


def put_book(data: Data, items: Items, language: str, edition: Edition) -> None:
    """Make the document of some cards that of a book."""
    cards = [item.card for item in items]
    people = People(cards, language)
    for card in data["cards"]:
        people.mark(card)
    for card, tab, item in zip(data["cards"], tabs(item.annex for item in items), items, strict=True):
        card["tab"] = tab
        card["part"] = [_("Annex {letter}").format(letter=tab)] if item.annex else []
    marking = line(edition.banner) or " · ".join(dict.fromkeys(card["marking"] for card in data["cards"]))
    data["book"] = {
        "cover": _cover(edition.cover, len(items), language),
        "marking": shortened(marking, RUNNING_MARKING_COLUMNS),
        "people": people.index(),
        "sources": _sources(cards, language),
    }
    data["title"] = line(edition.cover.title) or data["title"]


def _cover(cover: Cover, count: int, language: str) -> Data:
    direction = i18n.direction(language)
    held = ngettext("{count} briefing card", "{count} briefing cards", count).format(count=count)
    return {
        "title": name(cover.title or _("Briefing book"), direction),
        "occasion": name(cover.occasion, direction),
        "day": name(day_in_words(cover.day, language), direction),
        "rows": [{"what": what, "words": name(words, direction)} for what, words in cover_rows(cover)],
        "holds": held,
    }


def cover_rows(cover: Cover) -> list[tuple[str, str]]:
    """For whom, by whom, which copy: as far as the cover says it."""
    rows = [(_("Prepared for"), cover.prepared_for), (_("Prepared by"), cover.prepared_by), (_("Copy"), cover.copy)]
    return [(what, words) for what, words in rows if words.strip()]


def day_in_words(day: str, language: str) -> str:
    """The day of a cover: a date in words, anything else as it was typed."""
    try:
        parse_edtf(day)
    except EdtfError:
        return day
    return i18n.date_in_words(day, language)


def _sources(cards: Sequence[Card], language: str) -> list[Data]:
    """Every source once, by title, with where the cards' own lists have it."""
    direction = i18n.direction(language)
    found: dict[tuple[str, ...], Data] = {}
    for number, card in enumerate(cards, start=1):
        for place, source in enumerate(card.sources, start=1):
            entry = found.setdefault(_key(source), _entry(source, language, direction))
            entry["places"].append(source_label(f"card-{number}-", place))
    return sorted(found.values(), key=lambda entry: text_of(entry["title"]).casefold())


def _key(source: Source) -> tuple[str, ...]:
    return (source.url,) if source.url else (source.title or source.id or "", source.publisher or "", source.date or "")


def _entry(source: Source, language: str, direction: str) -> Data:
    title = source.title or source.id or _("Untitled source")
    date = i18n.date_in_words(source.date, language) if source.date else ""
    details: list[Name] = [name(part, direction) for part in (source.publisher, date) if part]
    url = source.url or ""
    link = url if url.startswith(("https://", "http://")) else None
    return {"title": name(title, direction), "details": details, "url": line(url), "link": link, "places": []}


def _letters() -> Iterator[str]:
    """A to Z, then AA, AB and so on."""
    number = 0
    while True:
        number += 1
        letters, rest = "", number
        while rest:
            rest, place = divmod(rest - 1, 26)
            letters = chr(ord("A") + place) + letters
        yield letters
