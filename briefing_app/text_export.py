"""Cards, with the notes that go out with them, as plain text and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from briefing_app.cards.card import Actor, Card, Quote, Source
from briefing_app.cards.invisibles import with_marks
from briefing_app.i18n import _, country_name, date_in_words, ngettext
from briefing_app.paper.book import cover_rows, day_in_words, tabs
from briefing_app.prose.plain import card_fields
from briefing_app.screen.terminal import card_text, in_order, kind_in_words, wrapped

if TYPE_CHECKING:
    from briefing_app.paper.edition import Cover, Items, PrintedCard, PrintedNote

RULE = "=" * 78
_SPECIAL = re.compile(r"([\\`*_{}\[\]>#|~])")
_AT_BEGIN = re.compile(r"(?m)^(\d*)([-+=.)])")  # what begins a list or underlines a heading
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")


def plain_text(items: Items, language: str, clock: datetime | None) -> str:
    """Each card as the terminal shows it, in lines of at most 78 characters, its marking above and below."""
    parts = []
    for item in items:
        notes = map(wrapped, [*_highlights_as_text(item), *_notes_as_text(item.notes)])
        parts.append(
            "\n\n".join([card_text(item.card, language), *notes, *_printed(clock, language), _marking(item.card)])
        )
    return f"\n\n{RULE}\n\n".join(parts) + "\n"


def book_as_text(cover: Cover, items: Items, language: str) -> str:
    """The cover and the contents of a book, in front of its cards."""
    title, about, held = _front(cover, items, language)
    return "\n\n".join([title.upper(), *map(wrapped, about), _("Contents").upper(), wrapped("\n".join(held)), RULE, ""])


def book_as_markdown(cover: Cover, items: Items, language: str) -> str:
    """The same as Markdown."""
    title, about, held = _front(cover, items, language)
    listed = "\n".join(f"- {_escaped(one)}" for one in held)
    return "\n\n".join([f"# {_escaped(title)}", *map(_escaped, about), f"## {_('Contents')}", listed, "---", ""])


def _front(cover: Cover, items: Items, language: str) -> tuple[str, list[str], list[str]]:
    """Title, what else the cover says, and each card with its tab and its marking."""
    rows = [f"{what}: {words}" for what, words in cover_rows(cover)]
    about = [with_marks(part) for part in (cover.occasion, day_in_words(cover.day, language), *rows) if part.strip()]
    held = [
        with_marks(f"{tab}  {item.card.title} ({_marking(item.card)})")
        for tab, item in zip(tabs(item.annex for item in items), items, strict=True)
    ]
    return with_marks(cover.title) or _("Briefing book"), about, held


def journal_as_text(pages: Sequence[PrintedNote], language: str) -> str:
    """Pages of the journal under their days, as they stand behind the cards; "" for none."""
    if not pages:
        return ""
    told = [f"{_day_of(one, language)}\n\n{with_marks(_written(one))}" for one in pages]
    return "\n\n".join(["", RULE, _("Journal").upper(), *map(wrapped, told)]) + "\n"


def journal_as_markdown(pages: Sequence[PrintedNote], language: str) -> str:
    """The same as Markdown."""
    if not pages:
        return ""
    told = [f"## {_escaped(_day_of(one, language))}\n\n{_written(one, '*')}" for one in pages]
    return with_marks("\n\n".join(["", "---", f"# {_escaped(_('Journal'))}", *told]) + "\n")


def _day_of(page: PrintedNote, language: str) -> str:
    return date_in_words(page.day.isoformat(), language)


def _written(page: PrintedNote, around: str = "") -> str:
    details = " · ".join(page.details)
    return "\n\n".join(filter(None, (page.text.strip("\n"), f"{around}{details}{around}" if details else "")))


def _highlighted(item: PrintedCard) -> list[str]:
    """What is highlighted without a comment, each in one line; passages with one stand with it, among the notes."""
    if not any(one.comment is None for one in item.highlights):
        return []
    fields = dict(card_fields(item.card))
    marked = (
        [fields[path][start:end] for path, start, end in one.places] for one in item.highlights if one.comment is None
    )
    return [" ".join(" … ".join(places).split()) for places in marked]


def _highlights_as_text(item: PrintedCard) -> Iterator[str]:
    marked = _highlighted(item)
    if marked:
        yield "\n".join([_highlights_heading(marked).upper(), *(with_marks(f"- “{words}”") for words in marked)])


def _highlights_heading(marked: Sequence[str]) -> str:
    return ngettext("Highlight", "Highlights", len(marked))


def _notes_as_text(notes: Sequence[PrintedNote]) -> Iterator[str]:
    if notes:
        yield _notes_heading(notes).upper()
    for note in notes:
        passage = f"“{' '.join(note.passage.split())}”" if note.passage else ""
        yield with_marks("\n".join(filter(None, (passage, note.text.strip("\n"), " · ".join(note.details)))))


def markdown(items: Items, language: str, clock: datetime | None) -> str:
    """Each card as Markdown: its body as its author wrote it, its sources as the footnotes that the body cites."""
    prefixes = ["" if len(items) == 1 else f"{number}-" for number in range(1, len(items) + 1)]
    numbered = zip(prefixes, items, strict=True)
    cards = [_MarkdownCard(item.card, language, prefix).text(item, clock) for prefix, item in numbered]
    return "\n\n---\n\n".join(cards) + "\n"


class _MarkdownCard:
    """One card; `prefix` begins its footnotes' names, so that those of several cards differ."""

    def __init__(self, card: Card, language: str, prefix: str) -> None:
        self._card = card
        self._language = language
        self._prefix = prefix

    def text(self, item: PrintedCard, clock: datetime | None) -> str:
        card, marked = self._card, _highlighted(item)
        marking = f"**{_escaped(_marking(card))}**"
        kicker = [country_name(code, self._language) for code in card.countries]
        kicker += [*([card.place] if card.place else []), date_in_words(card.date, self._language)]
        parts = [
            marking,
            _escaped(" · ".join(kicker)),
            f"# {_escaped(card.title)}",
            _quoted(_escaped(card.bottom_line or "", lines=True)),
            *self._section(_("Key actors"), [self._actor(actor) for actor in card.actors]),
            self._own_names(card.body.strip()),
            *self._section(_("Timeline"), self._timeline()),
            *self._section(_("In their words"), [self._quote(quote) for quote in card.quotes], "\n\n"),
            *self._section(_("Sources"), [self._source(source) for source in card.sources]),
            *self._section(_highlights_heading(marked), [f"- =={_escaped(words)}==" for words in marked]),
            *self._notes(item.notes),
            _escaped(" · ".join([*self._identity(), *_printed(clock, self._language)])),
            marking,
        ]
        return with_marks("\n\n".join(filter(None, parts)))

    def _section(self, heading: str, items: Sequence[str], between: str = "\n") -> list[str]:
        return [f"## {_escaped(heading)}", between.join(items)] if items else []

    def _actor(self, actor: Actor) -> str:
        country = country_name(actor.country, self._language) if actor.country else None
        names = [f"**{_escaped(actor.name)}**", *([_escaped(actor.native_name)] if actor.native_name else [])]
        said = [" ".join(names), *map(_escaped, filter(None, (actor.role, actor.organisation, country)))]
        life = f"\n\n{self._own_names(actor.bio.strip())}" if actor.bio else ""
        return "- " + (" · ".join(said) + life).replace("\n", "\n  ").replace("\n  \n", "\n\n")

    def _timeline(self) -> list[str]:
        return [
            f"- **{_escaped(date_in_words(entry.date, self._language))}**: {_escaped(entry.event)}"
            for entry in in_order(self._card.timeline)
        ]

    def _quote(self, quote: Quote) -> str:
        actor = self._card.speaker_of(quote)
        words = quote.text if quote.kind == "paraphrase" else f"“{quote.text}”"
        date = date_in_words(quote.date, self._language) if quote.date else None
        said = (
            actor.name if actor else quote.speaker,
            actor.role if actor else None,
            quote.venue,
            quote.to,
            date,
            kind_in_words(quote),
        )
        cited = f"[^{self._prefix}{quote.source}]" if quote.source else ""
        parts = (words, quote.original or "", "— " + " · ".join(filter(None, said)))
        return _quoted("\n\n".join(_escaped(part, lines=True) for part in parts if part) + cited)

    def _source(self, source: Source) -> str:
        date = date_in_words(source.date, self._language) if source.date else None
        said = ". ".join(_escaped(part) for part in (source.title, source.publisher, date, source.note) if part)
        where = f" <{source.url}>" if source.url and re.fullmatch(r"https?://[^\s<>]+", source.url) else ""
        return f"[^{self._prefix}{source.id}]: {said}{where}" if source.id else f"- {said}{where}"

    def _notes(self, notes: Sequence[PrintedNote]) -> list[str]:
        parts = [f"## {_escaped(_notes_heading(notes))}"] if notes else []
        for note in notes:
            details = _escaped(" · ".join(note.details))
            parts += [_quoted(note.passage), note.text.strip("\n"), f"*{details}*" if details else ""]
        return parts

    def _identity(self) -> list[str]:
        card = self._card
        as_at = date_in_words(card.as_at, self._language) if card.as_at else ""
        issued = [_("Issued by {originator}").format(originator=card.originator)] if card.originator else []
        parts = [*issued, _("Card {id}").format(id=card.id), _("version {version}").format(version=card.version)]
        return [*parts, *([_("As at {date}").format(date=as_at)] if as_at else [])]

    def _own_names(self, text: str) -> str:
        return _FOOTNOTE.sub(rf"[^{self._prefix}\1]", text) if self._prefix else text


def _marking(card: Card) -> str:
    return card.marking or _("No marking stated")


def _notes_heading(notes: Sequence[PrintedNote]) -> str:
    return ngettext("Reader’s note", "Reader’s notes", len(notes))


def _printed(clock: datetime | None, language: str) -> list[str]:
    if clock is None:
        return []
    return [_("Printed {date}").format(date=date_in_words(clock.date().isoformat(), language))]


def _escaped(text: str, *, lines: bool = False) -> str:
    """A plain field in Markdown, in one line unless its `lines` are kept."""
    kept = text if lines else " ".join(text.split())
    marked = _SPECIAL.sub(r"\\\1", kept.replace("&", "&amp;").replace("<", "&lt;"))
    return _AT_BEGIN.sub(lambda found: f"{found[1]}\\{found[2]}", marked)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n")) if text.strip() else ""
