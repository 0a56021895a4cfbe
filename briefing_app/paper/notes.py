"""Notes -> the plain data that the Typst template sets: under each card its passages and what was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from briefing_app import i18n
from briefing_app.i18n import _, ngettext
from briefing_app.paper.edition import PrintedNote
from briefing_app.paper.fields import Data, Name, across, as_printed, line, name, typed_line
from briefing_app.paper.formats import format_of, layout
from briefing_app.paper.furniture import labels, locale
from briefing_app.paper.passages import CardInFile, CardsInFile
from briefing_app.prose.typed import Piece, pieces


class NotesOfCard(NamedTuple):
    """The notes on one card; `about` is said below its title; `card_id` is "" where there is no card."""

    title: str
    about: tuple[str, ...]
    notes: tuple[PrintedNote, ...]
    card_id: str = ""


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
    cards = {section.card_id.lower(): CardInFile(section.title) for section in sections if section.card_id}
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
        "notes": [_section(section, language, direction, cards) for section in sections],
    }


def _section(section: NotesOfCard, language: str, direction: str, cards: CardsInFile) -> Data:
    return {
        "title": name(section.title, direction),
        "about": [name(part, direction) for part in section.about],
        "notes": [note_data(_dated(one, language), direction, cards) for one in section.notes],
    }


def _dated(one: PrintedNote, language: str) -> PrintedNote:
    return one._replace(details=(*one.details, i18n.date_in_words(one.day.isoformat(), language)))


def note_data(one: PrintedNote, direction: str, cards: CardsInFile) -> Data:
    """A note as plain data; `direction` is that of the page."""
    words = " ".join(one.passage.split())
    return {
        "passage": [name(f"“{words}”", direction)] if words else [],
        "text": _paragraphs(one.text, direction, cards),
        "details": [name(part, direction) for part in one.details],
    }


def journal_data(pages: Sequence[PrintedNote], language: str, marking: str, cards: CardsInFile) -> Data:
    """Pages of the journal as plain data, under the days on which they were begun; `marking` is theirs."""
    direction = i18n.direction(language)
    days = [i18n.date_in_words(one.day.isoformat(), language) for one in pages]
    told = [note_data(one, direction, cards) for one in pages]
    return {
        "heading": _("Journal"),
        "marking": marking,
        "pages": [{"day": name(day, direction), **one} for day, one in zip(days, told, strict=True)],
    }


def _paragraphs(text: str, direction: str, cards: CardsInFile) -> list[Data]:
    """A note as typed, its signs put into effect: paragraphs of lines, their indents kept."""
    parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).strip("\n"))
    found = [[[*_told(typed, cards)] for typed in _lines(part)] for part in parts if part.strip()]
    return [
        {"lines": [_line(told) for told in part], **across("\n".join(map(_text, part)), direction)} for part in found
    ]


def _lines(paragraph: str) -> Iterator[list[Piece]]:
    """The pieces of each line; one that goes on over lines is cut at their ends."""
    line: list[Piece] = []
    for piece in pieces(paragraph):
        first, *others = piece.text.split("\n")
        line.append(piece._replace(text=first))
        for other in others:
            yield line
            line = [piece._replace(text=other)]
    yield line


def _told(typed: Iterable[Piece], cards: CardsInFile) -> Iterator[Data]:
    """The pieces of a line as they are read, those that look alike as one."""
    named = ((one, cards.get(one.text.lower(), CardInFile(one.text)) if one.card else None) for one in typed)
    looks = ((_look(one, card), " ".join(card.title.split()) if card else one.text) for one, card in named)
    for look, alike in groupby(looks, key=lambda told: told[0]):
        yield {"text": "".join(text for _look, text in alike), **look}


def _look(one: Piece, card: CardInFile | None) -> Data:
    strong = {"strong": True} if one.strong else {}
    emphasis = {"emphasis": True} if one.emphatic else {}
    return {**strong, **emphasis, **({"to": card.label} if card and card.label else {})}


def _text(told: Iterable[Data]) -> str:
    return "".join(one["text"] for one in told)


def _line(told: Sequence[Data]) -> Name:
    """A line of print; with its runs where anything in it stands out."""
    printed = typed_line(_text(told))
    if all(one.keys() == {"text"} for one in told):
        return printed
    last = len(told) - 1
    texts = [one["text"].rstrip() if place == last else one["text"] for place, one in enumerate(told)]
    shown = [typed_line(text, ended=False) if place == 0 else as_printed(text) for place, text in enumerate(texts)]
    return {"text": printed, "runs": [{**one, "text": text} for one, text in zip(told, shown, strict=True) if text]}
