"""A card as its page shows it: references followed, dates and countries in words, rows in order."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from markupsafe import Markup, escape

from briefing_app.cards.card import Actor, Card, Quote, Source
from briefing_app.edtf import begin_of
from briefing_app.i18n import _, country_name, date_in_words, direction
from briefing_app.prose.blocks import Prose
from briefing_app.prose.reader import read_prose
from briefing_app.screen.inline import isolated
from briefing_app.screen.pages import link

# The outer quotation marks of CLDR 46, by language; elsewhere the English ones.
QUOTATION_MARKS = {
    **dict.fromkeys(("el", "es", "fa", "hy", "it", "ru", "uk"), ("«", "»")),
    **dict.fromkeys(("bg", "cs", "de", "ka", "lt", "sk", "sl"), ("„", "“")),
    **dict.fromkeys(("hu", "pl", "ro", "sr"), ("„", "”")),
    **dict.fromkeys(("fi", "he", "sv"), ("”", "”")),
    "fr": ("«\u202f", "\u202f»"),
    "ja": ("「", "」"),
}
ENGLISH_MARKS = ("“", "”")
NO_BREAK_SPACE = "\u00a0"
SHORT_DATE = len("30 September 2020 (uncertain)")
ANY_QUOTATION_MARK = tuple('“”„«»「『"‘‹')


class ActorPart(NamedTuple):
    """One of the key actors; `scope` keeps the anchors of this biography's footnotes apart from others'."""

    name: Markup
    page: str
    native_name: Markup | None
    office: tuple[Markup, ...]
    asides: tuple[Markup, ...]
    bio: Prose | None
    scope: str


class EventPart(NamedTuple):
    """A row of the timeline."""

    date: Markup
    event: str


class QuotePart(NamedTuple):
    """What somebody said: its paragraphs, with quotation marks where the words are the speaker's."""

    kind: str
    paragraphs: tuple[str, ...]
    original: tuple[str, ...]
    speaker: Markup
    page: str
    details: tuple[Markup, ...]
    source: int | None


class SourcePart(NamedTuple):
    """A source under its number."""

    number: int
    title: Markup | None
    details: tuple[Markup, ...]
    note: str | None
    url: str | None
    link: Markup | None


class CardParts(NamedTuple):
    """Everything on a card's page, top to bottom."""

    marking: str | None
    countries: tuple[Markup, ...]
    when_and_where: tuple[Markup, ...]
    title: str
    bottom_line: tuple[str, ...]
    actors: tuple[ActorPart, ...]
    body: Prose
    timeline: tuple[EventPart, ...]
    quotes: tuple[QuotePart, ...]
    sources: tuple[SourcePart, ...]
    source_numbers: dict[str, int]
    topics: tuple[Markup, ...]
    foot: tuple[Markup, ...]
    direction: str
    comma: str


class CardReader:
    """Turns a card into its parts, in words of one window's language."""

    def __init__(self, card: Card, language: str) -> None:
        self._card = card
        self._language = language
        self._direction = direction(card.language)
        self._isolate = partial(isolated, direction=self._direction)
        self._numbers = {source.id: number for number, source in enumerate(card.sources, 1) if source.id}

    def parts(self) -> CardParts:
        """The parts of the page.

        Raises:
            CardError: the body or a biography is over a limit of `cards.limits`.
        """
        card = self._card
        return CardParts(
            marking=card.marking,
            countries=self._line(*map(self._country, card.countries)),
            when_and_where=self._line(card.place, self._date(card.date)),
            title=card.title,
            bottom_line=_paragraphs(card.bottom_line),
            actors=tuple(self._actor(actor, number) for number, actor in enumerate(card.actors, 1)),
            body=read_prose(card.body, self._numbers),
            timeline=self._timeline(),
            quotes=tuple(map(self._quote, card.quotes)),
            sources=tuple(self._source(source, number) for number, source in enumerate(card.sources, 1)),
            source_numbers=self._numbers,
            topics=self._line(*card.topics),
            foot=self._foot(),
            direction=self._direction,
            comma=", " if self._direction == "ltr" else "، ",
        )

    def _actor(self, actor: Actor, number: int) -> ActorPart:
        country = self._country(actor.country)
        said = f"{actor.role or ''} {actor.organisation or ''}"
        aliases = _("also {names}").format(names=", ".join(actor.aliases)) if actor.aliases else None
        return ActorPart(
            name=self._isolate(actor.name),
            page=link("actor", actor.name, self._card.id),
            native_name=self._isolate(actor.native_name) if actor.native_name else None,
            office=self._line(actor.role, actor.organisation, None if country and country in said else country),
            asides=self._line(actor.pronunciation, aliases),
            bio=read_prose(actor.bio, self._numbers) if actor.bio else None,
            scope=f"actor-{number}-",
        )

    def _timeline(self) -> tuple[EventPart, ...]:
        ordered = sorted(self._card.timeline, key=lambda entry: begin_of(entry.date))
        dates = (date_in_words(entry.date, self._language) for entry in ordered)
        return tuple(EventPart(self._isolate(date), entry.event) for date, entry in zip(dates, ordered, strict=True))

    def _quote(self, quote: Quote) -> QuotePart:
        actor = self._card.speaker_of(quote)
        return QuotePart(
            kind=quote.kind,
            paragraphs=self._quoted(quote.text) if quote.kind != "paraphrase" else _paragraphs(quote.text),
            original=_paragraphs(quote.original),
            speaker=self._isolate(actor.name if actor else quote.speaker),
            page=link("actor", actor.name, self._card.id) if actor else "",
            details=self._line(
                actor.role if actor else None,
                _("to {whom}").format(whom=quote.to) if quote.to else None,
                quote.venue,
                self._date(quote.date),
                {"verbatim": _("verbatim"), "translated": _("translated"), "paraphrase": _("paraphrase")}[quote.kind],
            ),
            source=self._numbers.get(quote.source or ""),
        )

    def _quoted(self, text: str) -> tuple[str, ...]:
        paragraphs = _paragraphs(text)
        if not paragraphs or text.lstrip().startswith(ANY_QUOTATION_MARK):
            return paragraphs
        first, last = QUOTATION_MARKS.get(self._card.language.partition("-")[0].lower(), ENGLISH_MARKS)
        *before, end = (first + paragraphs[0], *paragraphs[1:])
        return (*before, end + last)

    def _source(self, source: Source, number: int) -> SourcePart:
        url = source.url
        linked = url and url.lower().startswith(("https://", "http://", "mailto:"))
        return SourcePart(
            number=number,
            title=self._isolate(source.title) if source.title else None,
            details=self._line(source.publisher, self._date(source.date)),
            note=source.note,
            url=url,
            link=escape(url) if linked else None,  # as it is: a place to break would lead elsewhere
        )

    def _foot(self) -> tuple[Markup, ...]:
        card = self._card
        return self._line(
            card.id,
            _("version {number}").format(number=card.version),
            _("as at {date}").format(date=self._date(card.as_at)) if card.as_at else None,
            card.originator,
        )

    def _line(self, *parts: str | None) -> tuple[Markup, ...]:
        return tuple(self._isolate(part) for part in parts if part)

    def _date(self, date: str | None) -> str | None:
        """In words that stay together at the end of a line, unless they are many."""
        words = date_in_words(date, self._language) if date else None
        return words.replace(" ", NO_BREAK_SPACE) if words and len(words) <= SHORT_DATE else words

    def _country(self, code: str | None) -> str | None:
        return country_name(code, self._language) if code else None


def _paragraphs(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in _lines(text) if line.strip())


def _lines(text: str | None) -> Iterable[str]:
    return text.split("\n") if text else ()
