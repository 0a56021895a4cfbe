"""All that the reader wrote, over the whole library: narrowed as they wish, and as a page that is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.i18n import _
from briefing_app.library.folding import words
from briefing_app.notes.check_boxes import box_of, open_boxes
from briefing_app.notes.colours import audience_names
from briefing_app.notes.references import references
from briefing_app.prose.typed import pieces
from briefing_app.screen.pages import NoteEntry, NotesPage, Piece, WrittenLine, link

if TYPE_CHECKING:
    from briefing_app.finder import Finder
    from briefing_app.notes.written import Written

ON_A_PAGE = 50
MOST_MONTHS = 24  # to choose from
MOST_NAMES = 8  # offered while one is written
JOURNAL = "journal:"  # in place of a card's id, which has no colon

BULLET = re.compile(r"^([ \t]*)[-*+][ \t]+")


class NoteFilter(NamedTuple):
    """What of the notes is shown; everything where nothing is said.

    `since`: of the last so many days, "7", or in a month, "2025-11". `card_id`: of one card, JOURNAL for those of none.
    """

    words: str = ""
    since: str = ""
    card_id: str = ""
    colour: str = ""
    audience: str = ""
    open_tasks: bool = False
    page: int = 0

    @property
    def narrows(self) -> bool:
        """Whether anything may be left out."""
        return any(self._replace(words=self.words.strip(), page=0))


def narrowed(finder: Finder, written: Sequence[Written], wanted: NoteFilter, today: date) -> list[Written]:
    """What of all that was written fits a filter, in the same order."""
    found = [one for one in written if _fits(one, wanted, today)]
    return finder.holding(wanted.words, found) if wanted.words.strip() else found


def notes_page(finder: Finder, wanted: NoteFilter, today: date, colours: Mapping[str, str]) -> NotesPage:
    """The page of all notes; `colours` says what they mean to the reader.

    Raises:
        NotesUnreadableError: the notes cannot be read.
    """
    written = finder.written()
    found = narrowed(finder, written, wanted, today)
    pages = max(1, -(-len(found) // ON_A_PAGE))
    page = min(wanted.page, pages - 1)
    shown = found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    counts = Counter(one.card_id.lower() for one in written)
    named = {reference.target for one in shown for reference in references(one.text) if reference.kind == "card"}
    titles = titles_of(finder, [*counts, *named])
    cards = sorted(((card_id, titles.get(card_id, card_id), counts[card_id]) for card_id in counts), key=_by_title)
    return NotesPage(
        entries=tuple(_entry(one, titles, colours) for one in shown),
        items=tuple(one.item for one in found),
        total=len(written),
        open_tasks=sum(open_boxes(one.text) for one in found),
        page=page,
        pages=pages,
        cards=tuple(cards),
        months=tuple(sorted({one.day.isoformat()[:7] for one in written}, reverse=True)[:MOST_MONTHS]),
        narrowed=wanted.narrows,
    )


def titles_of(finder: Finder, card_ids: Sequence[str]) -> dict[str, str]:
    """The titles of cards by their id in small letters; those alone that there are."""
    return {entry.id.lower(): entry.title for entry in finder.entries_of(card_ids)}


def links_to(finder: Finder, card_id: str) -> list[tuple[str, str]]:
    """The notes that name a card: the item of each, and its card with the line that does.

    Raises:
        NotesUnreadableError: they cannot be read.
    """
    found = finder.linking_to(card_id)
    titles = titles_of(finder, [one.card_id for one in found])
    return [
        (one.item, f"{titles.get(one.card_id.lower(), one.card_id) or _('Journal')}\n{_naming(one.text, card_id)}")
        for one in found
    ]


def names_begun(finder: Finder, kind: str, begun: str) -> list[tuple[str, str]]:
    """What a name that is being written may become: what is offered, and what is then written."""
    if kind == "actor":
        known = finder.search.known("actor", " ".join(words(begun)), MOST_NAMES)
        return [(one.label, f"@{one.label} ") for one in known]
    keys = finder.search.first(finder.parse(begun, typing=True).node, MOST_NAMES)
    return [(entry.title, f"[[{entry.id}]]") for entry in finder.entries(keys)]


def _naming(text: str, card_id: str) -> str:
    """The line of a note that names a card, as plain words."""
    lines = (line for line in text.split("\n") if card_id.lower() in line.lower() and references(line))
    line = next(lines, "").strip()
    box = box_of(line)
    return box.words if box is not None else line


def _fits(one: Written, wanted: NoteFilter, today: date) -> bool:
    card = wanted.card_id and (one.card_id.lower() or JOURNAL) != wanted.card_id.lower()
    colour = wanted.colour and one.colour != wanted.colour
    audience = wanted.audience and one.audience != wanted.audience
    tasks = wanted.open_tasks and not open_boxes(one.text)
    return not (card or colour or audience or tasks) and (not wanted.since or _is_since(one.day, wanted.since, today))


def _is_since(day: date, since: str, today: date) -> bool:
    return day > today - timedelta(days=int(since)) if since.isdecimal() else day.isoformat().startswith(since)


def _by_title(card: tuple[str, str, int]) -> tuple[bool, str]:
    return bool(card[0]), card[1].casefold()


def _entry(one: Written, titles: Mapping[str, str], colours: Mapping[str, str]) -> NoteEntry:
    return NoteEntry(
        one.item,
        titles.get(one.card_id.lower(), one.card_id),
        one.day.isoformat(),
        colours.get(one.colour, ""),
        audience_names().get(one.audience, one.audience),
        one.passage,
        tuple(_line(one, number, text, titles) for number, text in enumerate(one.text.split("\n")) if text.strip()),
    )


def _line(one: Written, number: int, text: str, titles: Mapping[str, str]) -> WrittenLine:
    box = box_of(text)
    if box is None:
        return WrittenLine(_pieces(BULLET.sub("\\1•\u00a0", text), titles))
    turning = link("note", "task", one.item, str(number), str(one.revision), "open" if box.ticked else "done")
    return WrittenLine(_pieces(box.words, titles), box.ticked, turning)


def _pieces(text: str, titles: Mapping[str, str]) -> tuple[Piece, ...]:
    """A line parted at the cards and the persons that it names, and where words stand out."""
    found: list[Piece] = []
    for one in pieces(text):
        if one.card:
            found.append(Piece(titles.get(one.text.lower(), f"[[{one.text}]]"), link("card", one.text)))
        else:
            found += _with_people(one.text, "strong" if one.strong else "emphatic" if one.emphatic else "")
    return tuple(piece for piece in found if piece.words)


def _with_people(text: str, style: str) -> Iterator[Piece]:
    end = 0
    for one in references(text):
        yield Piece(text[end : one.start], style=style)
        yield Piece(text[one.start : one.end], link("note", "person", one.target))
        end = one.end
    yield Piece(text[end:], style=style)
