"""A text that has so many pages and no more: the largest type in which it fits, else what runs over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from briefing_app.errors import ExportError
from briefing_app.i18n import _, ngettext
from briefing_app.paper.fields import Data, text_of
from briefing_app.paper.formats import Format, layout

PARTS = ("bottom_line", "actors", "sections", "quotes", "identity", "notes")


class End(NamedTuple):
    """On which page of the file, from 1, a part of a card ends, and which page of the card, whose number counts from 0,
    is the last that it may stand on."""

    card: int
    part: str
    room: int
    page: int


def end_of(told: object, data: Data) -> End:
    """An end as a template tells of it.

    Raises:
        ValueError: it tells of something else.
    """
    if not isinstance(told, dict) or set(told) != set(End._fields):
        raise ValueError("no end of a part")
    end = End(**told)
    numbers = (end.card, end.room, end.page)
    if not all(type(number) is int for number in numbers) or end.part not in PARTS:
        raise ValueError("no end of a part")
    if not 0 <= end.card < len(data["cards"]):
        raise ValueError("no card")
    return end


def fitted(data: Data, form: Format, ends_of: Callable[[Data], Iterable[End]]) -> Data:
    """The document in the largest type in which every card fits; as it is where the format sets no bound.

    Raises:
        ExportError: a card does not fit in the smallest type either; the sentence says what runs over.
    """
    if form.pages is None:
        return data
    over: list[End] = []
    flowing = form._replace(folded=False)  # the four pages of a sheet one after the other
    for step in form.steps:
        tried = {**data, "layout": layout(flowing, step, data["paper"], measured=True)}
        over = [end for end in ends_of(tried) if end.page > end.card * form.pages + end.room]
        if not over:
            return {**data, "layout": layout(form, step, data["paper"], measured=True)}
    if form.flows:
        return data
    card = data["cards"][over[0].card]
    named = [end.part for end in over if end.card == over[0].card and (end.part != "notes" or card["notes"])]
    parts = [_in_words(part, card) for part in named]
    sentence = ngettext(
        "“{title}” does not fit on {count} page, even in the smallest type. What runs over: {parts}.",
        "“{title}” does not fit on {count} pages, even in the smallest type. What runs over: {parts}.",
        form.pages,
    ).format(title=text_of(card["title"]), count=form.pages, parts=_(", ").join(parts))
    raise ExportError(sentence, _("Shorten it, leave notes out, or take another format. Nothing was written."))


def _in_words(part: str, card: Data) -> str:
    actors, notes = len(card["actors"]), len(card["notes"])
    words = {
        "bottom_line": _("the title or the bottom line"),
        "actors": ngettext("{count} actor", "{count} actors", actors).format(count=actors),
        "sections": _("the points"),
        "quotes": _("the quotes"),
        "identity": _("the last lines"),
        "notes": ngettext("{count} note", "{count} notes", notes).format(count=notes),
    }
    return words[part]
