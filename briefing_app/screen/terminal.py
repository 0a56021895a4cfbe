"""A card as text for a terminal: the same words in the same order as on the page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from briefing_app.cards.card import Card, Quote, TimelineEntry
from briefing_app.cards.invisibles import with_marks
from briefing_app.edtf import begin_of
from briefing_app.i18n import _, country_name, date_in_words
from briefing_app.prose.plain import prose_text
from briefing_app.prose.reader import read_prose

WIDTH = 78


def card_text(card: Card, language: str) -> str:
    """The card in plain text, lines of at most 78 characters, with nothing that could steer a terminal."""
    parts = [
        card.marking or _("No marking stated"),
        " · ".join([country_name(code, language) for code in card.countries] + _place_and_date(card, language)),
        card.title.upper() if card.title.isascii() else card.title,
        card.bottom_line,
        _section(_("Key actors"), _actors(card, language)),
        prose_text(read_prose(card.body, _source_ids(card))) or None,
        _section(_("Timeline"), _timeline(card, language)),
        _section(_("In their words"), [_quote(card, quote, language) for quote in card.quotes]),
        _section(_("Sources"), _sources(card, language)),
        _foot(card, language),
    ]
    return "\n\n".join(wrapped(with_marks(part)) for part in parts if part)


def _source_ids(card: Card) -> list[str]:
    return [source.id for source in card.sources if source.id]


def _place_and_date(card: Card, language: str) -> list[str]:
    return [*([card.place] if card.place else []), date_in_words(card.date, language)]


def _section(heading: str, items: list[str]) -> str | None:
    return "\n".join([heading.upper(), *items]) if items else None


def _actors(card: Card, language: str) -> list[str]:
    items = []
    for actor in card.actors:
        office = ", ".join(filter(None, (actor.role, actor.organisation)))
        country = country_name(actor.country, language) if actor.country else None
        native = f" ({actor.native_name})" if actor.native_name else ""
        items.append(f"- {actor.name}{native}" + "".join(f"; {part}" for part in (office, country) if part))
        if actor.bio:
            items.append("  " + prose_text(read_prose(actor.bio, _source_ids(card))).replace("\n", "\n  "))
    return items


def _timeline(card: Card, language: str) -> list[str]:
    return [f"- {date_in_words(entry.date, language)}: {entry.event}" for entry in in_order(card.timeline)]


def in_order(timeline: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """The entries by the dates at which they begin."""
    return sorted(timeline, key=lambda entry: begin_of(entry.date))


def _quote(card: Card, quote: Quote, language: str) -> str:
    actor = card.speaker_of(quote)
    words = quote.text if quote.kind == "paraphrase" else f"“{quote.text}”"
    date = date_in_words(quote.date, language) if quote.date else None
    to = _("to {whom}").format(whom=quote.to) if quote.to else None
    source = f"[{quote.source}]" if quote.source else None
    said = (
        actor.name if actor else quote.speaker,
        actor.role if actor else None,
        quote.venue,
        to,
        date,
        kind_in_words(quote),
        source,
    )
    original = f"\n  {quote.original}" if quote.original else ""
    return f"- {words}{original}\n  " + " · ".join(filter(None, said))


def kind_in_words(quote: Quote) -> str:
    """Whether a quote has the very words."""
    return {"verbatim": _("verbatim"), "translated": _("translated"), "paraphrase": _("paraphrase")}[quote.kind]


def _sources(card: Card, language: str) -> list[str]:
    items = []
    for source in card.sources:
        date = date_in_words(source.date, language) if source.date else None
        said = ". ".join(filter(None, (source.title, source.publisher, date, source.note, source.url)))
        items.append(f"- [{source.id}] {said}" if source.id else f"- {said}")
    return items


def _foot(card: Card, language: str) -> str:
    parts = [card.id, _("version {number}").format(number=card.version)]
    if card.as_at:
        parts.append(_("as at {date}").format(date=date_in_words(card.as_at, language)))
    return " · ".join([*parts, *([card.originator] if card.originator else [])])


def wrapped(text: str) -> str:
    """Text in lines of at most 78 characters, the further lines of an item below its words."""
    return "\n".join(line for paragraph in text.split("\n") for line in _lines(paragraph))


def _lines(paragraph: str) -> Iterator[str]:
    indent = paragraph[: len(paragraph) - len(paragraph.lstrip())]
    hang = indent + ("  " if paragraph.lstrip().startswith("- ") else "")
    yield from textwrap.wrap(
        paragraph, WIDTH, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    ) or [""]
