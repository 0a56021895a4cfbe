"""Cards and notes -> the plain data that the Typst template sets: dicts, lists and text, every label in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from briefing_app import i18n
from briefing_app.cards.card import Actor, Card, Quote, Source, TimelineEntry
from briefing_app.edtf import EdtfError, begin_of
from briefing_app.i18n import _, ngettext
from briefing_app.paper.book import cards_in_file, put_book, top_label
from briefing_app.paper.edition import Edition, Items, PrintedCard
from briefing_app.paper.extracts import first_quotes, points_of
from briefing_app.paper.fields import BREAK, UNSPACED, Data, Name, directed, line, name
from briefing_app.paper.formats import Format, format_of, layout
from briefing_app.paper.furniture import (
    GROUNDS,
    RUNNING_MARKING_COLUMNS,
    RUNNING_TITLE_COLUMNS,
    labels,
    locale,
    shortened,
)
from briefing_app.paper.highlights import Highlights, number_comments
from briefing_app.paper.notes import journal_data, note_data
from briefing_app.paper.passages import CardsInFile, Passages, Targets, source_label
from briefing_app.prose.blocks import Prose
from briefing_app.prose.reader import read_prose

KEPT_WHOLE = 900  # characters; a longer quote or source may go over a page, the speaker then stands before it

# Languages of long words, which lines divide; elsewhere lines end between words, as lines that are not filled may. The
# first seven were measured: of their words in news (NTREX) at least one in fifty has thirteen letters or more; of
# English words in texts of states it is fewer than one in fifty-five. The others are akin to the seven: they write
# compounds as one word, or put ending after ending.
_LONG_WORDED = frozenset("de el hy ka ru tr uk af be da et fi hu is lt nb nl nn no sv tk".split())
# In any language: a word that a narrow column may not hold.
_LONG_WORD = re.compile(f"[^\\W\\d_{UNSPACED}]{{24,}}")


def document(items: Items, language: str, edition: Edition) -> Data:
    """All that is printed, in the largest type of the format.

    Args:
        items: the cards in their order, each with the notes that go out with it.
        language: BCP 47 tag of the labels.

    Raises:
        CardError: a card's prose is over the limits.
    """
    form, clock = format_of(edition.form), edition.clock
    printed = _("Printed {date}").format(date=i18n.date_in_words(clock.date().isoformat(), language)) if clock else ""
    held = cards_in_file(items, bound=form.bound)
    numbered = enumerate(items, start=1)
    cards = [CardData(item, language, number, form, held).data(printed) for number, item in numbered]
    count = ngettext("{count} briefing card", "{count} briefing cards", len(cards)).format(count=len(cards))
    data = {
        "paper": edition.paper,
        "layout": layout(form, form.steps[0], edition.paper, beside=edition.side_notes),
        "title": line(items[0].card.title).replace(BREAK, "") if len(items) == 1 else count,
        "locale": locale(language),
        "labels": labels(),
        "grounds": GROUNDS,
        "watermark": line(edition.watermark),
        "looks": {},
        "cards": cards,
    }
    if edition.journal:
        data["journal"] = journal_data(edition.journal, language, _marking_of_all(edition, cards), held)
    if form.bound:
        put_book(data, items, language, edition)
    return data


def _marking_of_all(edition: Edition, cards: Sequence[Data]) -> str:
    """What stands on pages that belong to no card alone."""
    marking = line(edition.banner) or " · ".join(dict.fromkeys(card["marking"] for card in cards))
    return shortened(marking, RUNNING_MARKING_COLUMNS)


class CardData:
    """One card on its way to paper.

    Args:
        language: BCP 47 tag of labels, dates and country names.
        number: its place in the file, from 1.
        held: the cards of the file, to which links and notes may lead.
    """

    def __init__(self, item: PrintedCard, language: str, number: int, form: Format, held: CardsInFile) -> None:
        card = self._card = item.card
        self._notes = item.notes
        self._held = held
        self._number = number
        self._form = form
        self._language = language
        self._direction = i18n.direction(card.language)
        self._prefix = f"card-{number}-"
        self._ids = [source.id for source in card.sources if source.id is not None]
        self._sources = {source.id: place for place, source in enumerate(card.sources, start=1) if source.id}
        self._drawn = Highlights(item.highlights, self._direction)
        body = self._drawn.body(read_prose(card.body, self._ids))
        self._body = body if form.whole else points_of(body)
        anchors = [section.anchor for section in self._body.sections if section.heading]
        headings = {f"#{anchor}": self._prefix + anchor for anchor in anchors}
        targets = Targets(self._sources, headings, held)
        self._passages = Passages(self._prefix, self._direction, targets, cited=form.whole)

    def data(self, printed: str) -> Data:
        """What the format holds of the card, top to bottom; `printed` says when, at its end."""
        card, whole, drawn = self._card, self._form.whole, self._drawn
        marking = line(card.marking) if card.marking else _("No marking stated")
        timeline = sorted(enumerate(card.timeline), key=lambda placed: _begin(placed[1])) if whole else []
        quotes = card.quotes if whole else first_quotes(card.quotes)
        place = locale(card.language)
        data = {
            "locale": place,
            "hyphenated": self._form.hyphenated and self._has_long_words(place["language"]),
            "marking": marking,
            "running_marking": shortened(marking, RUNNING_MARKING_COLUMNS),
            "label": top_label(self._number),
            "running_title": directed(shortened(line(card.title), RUNNING_TITLE_COLUMNS), self._direction),
            "part": [],
            "kicker": self._kicker(),
            "title": drawn.name("title", card.title),
            "bottom_line": drawn.paragraphs("bottom_line", card.bottom_line or ""),
            "actors": self._actors(),
            "sections": self._passages.sections(self._body),
            "more_footnotes": self._passages.unplaced_footnotes(),
            "timeline": [self._entry(entry, f"timeline[{n}]") for n, entry in timeline],
            "quotes": [
                self._quote(quote, f"quotes[{n}]")
                for n, quote in enumerate(card.quotes)
                if any(quote is one for one in quotes)
            ],
            "sources": [self._source(source, n) for n, source in enumerate(card.sources)] if whole else [],
            "notes_heading": ngettext("Reader’s note", "Reader’s notes", len(self._notes)),
            "notes": [note_data(note, self._direction, self._held) for note in self._notes],
            "as_at": self._name(self._as_at()),
            "identity": self._identity(printed),
        }
        number_comments(data, f"{self._prefix}comment-")
        return data

    def _has_long_words(self, language: str) -> bool:
        text = self._card.title + self._card.body
        return language in _LONG_WORDED or _LONG_WORD.search(text) is not None

    def _kicker(self) -> list[Name]:
        card = self._card
        countries = [i18n.country_name(code, self._language) for code in card.countries]
        place = [self._drawn.name("place", card.place)] if card.place and card.place not in countries else []
        return [*map(self._name, countries), *place, self._words(card.date)]

    def _as_at(self) -> str:
        if self._card.as_at is None:
            return _("As-at date not stated")
        return _("As at {date}").format(date=i18n.date_in_words(self._card.as_at, self._language))

    def _identity(self, printed: str) -> list[Name]:
        card = self._card
        parts = [_("Card {id}").format(id=card.id), _("version {version}").format(version=card.version)]
        issued = _("Issued by {originator}").format(originator="{}")
        first = [self._drawn.name("originator", card.originator, issued)] if card.originator else []
        return [*first, *(self._name(part) for part in (*parts, self._as_at(), printed) if part)]

    def _actors(self) -> list[Data]:
        """The actors; the footnotes of their lives follow on those of the body."""
        first = len(self._body.footnotes) + 1
        found = []
        for n, actor in enumerate(self._card.actors):
            path = f"actors[{n}]"
            bio = read_prose(actor.bio, self._ids) if actor.bio and self._form.lives else Prose(())
            life = self._drawn.prose(f"{path}.bio", bio)
            found.append(self._actor(actor, path, life, first))
            first += len(life.footnotes)
        return found

    def _actor(self, actor: Actor, path: str, life: Prose, first_footnote: int) -> Data:
        drawn = self._drawn
        country = [self._name(i18n.country_name(actor.country, self._language))] if actor.country else []
        office = [self._part(actor, path, part) for part in ("role", "organisation") if getattr(actor, part)]
        aside = self._aliases(actor, path)
        if actor.pronunciation:
            said = _("say {pronunciation}").format(pronunciation="{}")
            aside.append(drawn.name(f"{path}.pronunciation", actor.pronunciation, said))
        return {
            "name": self._part(actor, path, "name"),
            "native_name": self._part(actor, path, "native_name"),
            "office": [*office, *country],
            "aside": aside,
            "blocks": self._passages.inset(life, first_footnote),
        }

    def _aliases(self, actor: Actor, path: str) -> list[Name]:
        """The other names in one line, or where one of them is marked, each for itself."""
        if not actor.aliases:
            return []
        also = _("Also {names}").format(names="{}")
        each = [self._drawn.name(f"{path}.aliases[{k}]", alias) for k, alias in enumerate(actor.aliases)]
        if not any(isinstance(alias, dict) and "runs" in alias for alias in each):
            return [self._name(also.replace("{}", _(", ").join(actor.aliases)))]
        return [self._drawn.name(f"{path}.aliases[0]", actor.aliases[0], also), *each[1:]]

    def _part(self, record: Struct, path: str, part: str) -> Name:
        """A plain field of an actor, an entry, a quote or a source; "" where it has none."""
        return self._drawn.name(f"{path}.{part}", getattr(record, part) or "")

    def _entry(self, entry: TimelineEntry, path: str) -> Data:
        date = i18n.date_in_words(entry.date, self._language)
        return {"date": self._name(date[:1].title() + date[1:]), "event": self._part(entry, path, "event")}

    def _quote(self, quote: Quote, path: str) -> Data:
        speaker = self._card.speaker_of(quote)
        office = [self._name(part) for part in (speaker.role, speaker.organisation) if part] if speaker else []
        details = [self._part(quote, path, "venue")] if quote.venue else []
        if quote.to:
            details.append(self._drawn.name(f"{path}.to", quote.to, _("to {addressee}").format(addressee="{}")))
        if quote.date:
            details.append(self._words(quote.date))
        details.append(self._name(_kind_in_words(quote)))
        source = self._sources.get(quote.source or "") if self._form.whole else None
        return {
            "paragraphs": self._drawn.paragraphs(f"{path}.text", quote.text),
            "original": self._drawn.paragraphs(f"{path}.original", quote.original or ""),
            "in_marks": quote.kind != "paraphrase",
            "speaker": self._name(speaker.name) if speaker else self._part(quote, path, "speaker"),
            "office": office,
            "details": details,
            "source": {"text": _("source {number}").format(number=source), "to": source_label(self._prefix, source)}
            if source
            else None,
            "whole": len(quote.text) + len(quote.original or "") <= KEPT_WHOLE,
        }

    def _source(self, source: Source, place: int) -> Data:
        path = f"sources[{place}]"
        details = [self._part(source, path, "publisher")] if source.publisher else []
        if source.date:
            details.append(self._words(source.date))
        url = source.url or ""
        title = self._part(source, path, "title") if source.title else self._name(source.id or _("Untitled source"))
        return {
            "label": source_label(self._prefix, place + 1),
            "title": title,
            "details": details,
            "url": line(url),
            "link": url if url.startswith(("https://", "http://")) else None,
            "note": self._drawn.paragraphs(f"{path}.note", source.note or ""),
            "whole": len(source.note or "") + len(url) <= KEPT_WHOLE,
        }

    def _words(self, date: str) -> Name:
        return self._name(i18n.date_in_words(date, self._language))

    def _name(self, text: str) -> Name:
        return name(text, self._direction)


def _kind_in_words(quote: Quote) -> str:
    if quote.kind == "translated":
        return _("translated")
    return _("paraphrase") if quote.kind == "paraphrase" else _("verbatim")


def _begin(entry: TimelineEntry) -> tuple[int, int, int]:
    try:
        return begin_of(entry.date)
    except EdtfError:
        return (10**9, 0, 0)


def latest_day(cards: Sequence[Card]) -> datetime:
    """The file's date, which PDF/A-2a demands: the latest as-at date (else event date) of its cards, midnight UTC.
    A month or a year counts as its first day; the clock is never asked."""
    return max(_first_day(card.as_at or card.date) for card in cards)


def _first_day(date: str) -> datetime:
    year, month, day = (*(int(part) for part in date.split("-")), 1, 1)[:3]
    return datetime(max(year, 1), month, day, tzinfo=UTC)
