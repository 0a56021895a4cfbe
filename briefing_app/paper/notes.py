"""Notes -> the plain data that the Typst template sets: under each card its passages and what was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from briefing_app import i18n
from briefing_app.i18n import _, ngettext
from briefing_app.paper.edition import PrintedNote
from briefing_app.paper.fields import Data, line, lines, name
from briefing_app.paper.formats import format_of, layout
from briefing_app.paper.furniture import labels, locale


class NotesOfCard(NamedTuple):
    """The notes on one card; `about` is said below its title."""

    title: str
    about: tuple[str, ...]
    notes: tuple[PrintedNote, ...]


def notes_document(sections: Sequence[NotesOfCard], language: str, paper: str) -> Data:
    """All that is printed.

    Args:
        language: BCP 47 tag of the labels.
        paper: "a4" or "letter".
    """
    direction = i18n.direction(language)
    days = [one.day for section in sections for one in section.notes]
    count = ngettext("{count} note", "{count} notes", len(days)).format(count=f"{len(days):,}")
    last = i18n.date_in_words(max(days).isoformat(), language) if days else ""
    form = format_of("card")
    return {
        "paper": paper,
        "layout": layout(form, form.steps[0], paper),
        "title": _("Notes"),
        "running_title": _("Notes"),
        "kicker": [count],
        "as_at": line(_("Last written {date}").format(date=last)) if last else "",
        "locale": locale(language),
        "labels": labels(),
        "watermark": "",
        "looks": {},
        "notes": [_section(section, language, direction) for section in sections],
    }


def _section(section: NotesOfCard, language: str, direction: str) -> Data:
    return {
        "title": name(section.title, direction),
        "about": [name(part, direction) for part in section.about],
        "notes": [note_data(_dated(one, language), direction) for one in section.notes],
    }


def _dated(one: PrintedNote, language: str) -> PrintedNote:
    return one._replace(details=(*one.details, i18n.date_in_words(one.day.isoformat(), language)))


def note_data(one: PrintedNote, direction: str) -> Data:
    """A note as plain data; `direction` is that of the page."""
    words = " ".join(one.passage.split())
    return {
        "passage": [name(f"“{words}”", direction)] if words else [],
        "text": lines(one.text, direction),
        "details": [name(part, direction) for part in one.details],
    }


def journal_data(pages: Sequence[PrintedNote], language: str, marking: str) -> Data:
    """Pages of the journal as plain data, under the days on which they were begun; `marking` is theirs."""
    direction = i18n.direction(language)
    days = [i18n.date_in_words(one.day.isoformat(), language) for one in pages]
    return {
        "heading": _("Journal"),
        "marking": marking,
        "pages": [
            {"day": name(day, direction), **note_data(one, direction)} for day, one in zip(days, pages, strict=True)
        ],
    }
