"""The card as a record: no window, no template, no file."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

QuoteKind = Literal["verbatim", "translated", "paraphrase"]

CardId = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9._-]{1,120}$",
        description="Stable for ever; two ids that differ in case alone are the same. Default: the file's stem.",
    ),
]
EventDate = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$",
        description="YYYY, YYYY-MM or YYYY-MM-DD.",
        extra_json_schema={"type": ["string", "integer"]},
    ),
]
Edtf = Annotated[
    str,
    Meta(
        description="An EDTF level 1 date (ISO 8601-2): 2020-09-27, 2023-09, 199X, 2020-23 (autumn), 1988/1994, 1920~.",
        extra_json_schema={"type": ["string", "integer"]},
    ),
]
CountryCode = Annotated[str, Meta(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")]


class Actor(Struct, frozen=True, kw_only=True):
    """A person or body that the card is about. `bio` is Markdown; the rest is plain text."""

    name: str
    id: str | None = None
    role: str | None = None
    country: CountryCode | None = None
    organisation: str | None = None
    native_name: str | None = None
    aliases: tuple[str, ...] = ()
    pronunciation: str | None = None
    bio: str | None = None


class TimelineEntry(Struct, frozen=True, kw_only=True):
    """One dated event, in plain text."""

    date: Edtf
    event: str


class Quote(Struct, frozen=True, kw_only=True):
    """What somebody said: `speaker` is an actor's id or a name, `source` a source's id."""

    speaker: str
    text: str
    date: Edtf | None = None
    venue: str | None = None
    to: str | None = None
    source: str | None = None
    kind: QuoteKind = "verbatim"
    original: str | None = None


class Source(Struct, frozen=True, kw_only=True):
    """Where the card's statements come from."""

    id: str | None = None
    title: str | None = None
    publisher: str | None = None
    date: Edtf | None = None
    url: str | None = None
    note: str | None = None


class Card(Struct, frozen=True, kw_only=True):
    """One briefing. `body` is the Markdown below the front matter; `None` means that the author did not state it."""

    id: CardId
    version: Annotated[int, Meta(ge=1)] = 1
    title: str
    date: EventDate
    as_at: EventDate | None = None
    place: str | None = None
    language: Annotated[str, Meta(description="BCP 47.")] = "en"
    originator: str | None = None
    marking: str | None = None
    bottom_line: str | None = None
    topics: tuple[str, ...] = ()
    countries: tuple[CountryCode, ...] = ()
    actors: tuple[Actor, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    quotes: tuple[Quote, ...] = ()
    sources: tuple[Source, ...] = ()
    body: str = ""

    def speaker_of(self, quote: Quote) -> Actor | None:
        """The actor that a quote's speaker names, by id first and by name second; None for somebody else."""
        return next(
            (a for a in self.actors if a.id is not None and a.id == quote.speaker),
            next((a for a in self.actors if a.name == quote.speaker), None),
        )
