"""What the pages beside the card hold: home, a person, the problems of files; and links to places inside the app."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

PARTS = "\x1f"  # parts what a link to a person names: name, card, filter


class HomeCard(NamedTuple):
    """A card on the home page; `reason` says why it stands there, where that is more than its heading says."""

    card_id: str
    title: str
    date: str | None
    place: str | None
    bottom_line: str
    reason: str = ""


class HomeSection(NamedTuple):
    """Cards under one heading, the first of `cards_in_all`; `query` finds them all."""

    kind: str  # "new", "updated", "tonight", "starred" or "stale"
    cards: tuple[HomeCard, ...]
    cards_in_all: int
    query: str


class Home(NamedTuple):
    """What there is to read: `today` as YYYY-MM-DD, `total` the cards of the library."""

    today: str
    total: int
    sections: tuple[HomeSection, ...]


class Piece(NamedTuple):
    """Words of a note, the address to which they lead, "" for none, and whether they are "strong" or "emphatic"."""

    words: str
    link: str = ""
    style: str = ""


class WrittenLine(NamedTuple):
    """A line of a note; `box` says whether its check box is ticked, None where it has none; `turning` turns that."""

    pieces: tuple[Piece, ...]
    box: bool | None = None
    turning: str = ""


class NoteEntry(NamedTuple):
    """Something that the reader wrote or marked: `passage` and `colour`, in words, of a mark, "" for a note."""

    item: str  # as `notes.written.Written` has it
    title: str  # of the card; its id where it is gone, "" for a page of the journal
    day: str
    colour: str
    audience: str
    passage: str
    lines: tuple[WrittenLine, ...]


class NotesPage(NamedTuple):
    """What the reader wrote, the latest first: page `page` of `pages`, from 0, of what was found out of `total`."""

    entries: tuple[NoteEntry, ...]
    items: tuple[str, ...]  # all that was found
    total: int
    open_tasks: int
    page: int
    pages: int
    cards: tuple[tuple[str, str, int], ...]  # with notes: id, title, how many; "" for the journal
    months: tuple[str, ...]  # in which something was written, the latest first: "2025-11"
    narrowed: bool  # by the reader


class Office(NamedTuple):
    """What a card says that somebody is."""

    text: str
    date: str
    card_id: str


class Said(NamedTuple):
    """What a card quotes somebody as saying; `kind` as in a card."""

    text: str
    kind: str
    date: str | None
    venue: str | None
    source: str | None
    card_id: str
    card_title: str


class Choice(NamedTuple):
    """A way to narrow what is shown: `link` leads there."""

    label: str
    link: str
    chosen: bool = False


class CardLine(NamedTuple):
    """A card that names somebody."""

    card_id: str
    title: str
    date: str | None


class PersonPage(NamedTuple):
    """Everything that the cards say of one person."""

    name: str
    names: tuple[str, ...]
    countries: tuple[str, ...]
    offices: tuple[Office, ...]
    quotes: tuple[Said, ...]
    all_quotes: int
    filters: tuple[Choice, ...]
    cards: tuple[CardLine, ...]
    why: tuple[str, ...]
    others: tuple[Choice, ...]


class FileProblems(NamedTuple):
    """What is wrong with one file: (line, whether it is an error, sentence) each."""

    path: str
    folder: str
    card_id: str
    problems: tuple[tuple[int, bool, str], ...]


def link(kind: str, *values: str) -> Markup:
    """The address of a place inside the app: "card:talks"; several values for a person."""
    address = f"{kind}:{quote(PARTS.join(values), safe='', errors='surrogateescape')}"
    return Markup(address)  # noqa: S704 - ASCII that needs no escaping
