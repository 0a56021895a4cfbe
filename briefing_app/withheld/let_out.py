"""What may stand in a file: every word of its cards, of what goes out with them, and of the labels around both.

It is put together from the cards and the reader's choice, never from what was handed to paper: a fault there must not
let out what it should not have been given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from briefing_app.edtf import EdtfError
from briefing_app.i18n import _, country_name, date_in_words, ngettext
from briefing_app.notes.colours import audience_names, state_names
from briefing_app.notes.written import Written, local_day
from briefing_app.prose.typed import readings

if TYPE_CHECKING:
    from briefing_app.cards.card import Card

_PLACEHOLDER = re.compile(r"\{\w+\}")
_DATE = re.compile(r"-?\d|\.\.")  # how one of EDTF begins
_CITATION = re.compile(r"\[[^\[\]\n]{1,80}\]")
# What the programs that make the files say of them: Typst, Word's template, the standards' own words.
_PROGRAMS = (
    "Typst", "application/pdf", "Adobe", "Identity", "saved", "converted", "sRGB", "Normal.dotm",
    "Microsoft Macintosh Word", "Title", "false",
)  # fmt: skip


def words_of_cards(cards: Iterable[Card], language: str) -> Iterator[str]:
    """Each field as it was written and as it is read, with its dates and countries in words."""
    import msgspec

    from briefing_app.prose.plain import card_fields

    for card in cards:
        for field in card_fields(card):
            yield field.text
            if _CITATION.search(field.text):  # some formats cite nothing
                yield _CITATION.sub(" ", field.text)
        for value in _values(msgspec.to_builtins(card)):
            yield value
            if len(value) == 2 and value.isupper():
                yield country_name(value, language)
            yield from _date(value, language)


def words_of_notes(notes: Iterable[Written], colours: Iterable[str], titles: Mapping[str, str]) -> Iterator[str]:
    """Notes that go out, the words that they are about, and what is said below them.

    Args:
        titles: of the cards of the file, by their id in small letters.
    """
    for one in notes:
        yield from (*readings(one.text, titles), one.passage)
        yield from _date(one.day.isoformat())
        yield from _date(local_day(one.created).isoformat())
    yield from colours
    yield from (*audience_names().values(), *state_names().values())


def _values(built: object) -> Iterator[str]:
    if isinstance(built, dict):
        for value in built.values():
            yield from _values(value)
    elif isinstance(built, list | tuple):
        for value in built:
            yield from _values(value)
    elif built is not None:
        yield str(built)


def _date(value: str, language: str = "") -> Iterator[str]:
    """A date as it is written and in words; nothing where `value` is none."""
    if not _DATE.match(value):
        return
    try:
        yield date_in_words(value, *([language] if language else []))
    except EdtfError:
        return
    yield value


def words_of_pages(texts: Iterable[str], days: Iterable[str], language: str) -> Iterator[str]:
    """What stands around cards and notes: labels, dates, and `texts` such as those of a cover and of markings."""
    from briefing_app.paper.furniture import labels

    for text in (*days, *texts):
        yield text
        yield from _date(text, language)
    for said in (*labels().values(), *_sentences()):
        yield from filter(None, _PLACEHOLDER.split(said))
    yield from _PROGRAMS


def _sentences() -> Iterator[str]:
    """What the formats say beside the labels that they share."""
    yield from (_("No marking stated"), _("As-at date not stated"), _("Footnotes"), _("Notes"), _("Journal"))
    yield from (_("verbatim"), _("translated"), _("paraphrase"), _("Untitled source"))
    yield from (_("Printed {date}"), _("As at {date}"), _("as at {date}"), _("Last written {date}"))
    yield from (_("Card {id}"), _("version {version}"), _("version {number}"), _("Issued by {originator}"))
    yield from (_("Also {names}"), _("say {pronunciation}"), _("to {addressee}"), _("to {whom}"), _("source {number}"))
    yield from (_("Annex {letter}"), _("Prepared for"), _("Prepared by"), _("Copy"), _("Briefing book"))
    for count in (1, 2, 5):
        yield ngettext("Reader’s note", "Reader’s notes", count)
        yield ngettext("Highlight", "Highlights", count)
        yield ngettext("{count} briefing card", "{count} briefing cards", count)
        yield ngettext("{count} note", "{count} notes", count)
