"""What is other in a book than when it was last made: its cards as the library has them now, its cover and choices."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from briefing_app.books.book import Book, BookCard, Choices, Made, MadeCard
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.library.index import Entry

Kind = Literal[
    "missing", "added", "removed", "moved", "annex", "version", "content", "title", "marking", "cover", "choices"
]
COVER_LINES = ("title", "occasion", "day", "prepared_for", "prepared_by", "copy")


class Standing(NamedTuple):
    """A card of a book, and what the library has of it now: None for nothing."""

    card: BookCard
    entry: Entry | None

    @property
    def is_missing(self) -> bool:
        """Whether it cannot be printed: its file is not there, or has errors."""
        return self.entry is None or self.entry.broken

    @property
    def title(self) -> str:
        """What it is called, or was when it was last seen."""
        title = self.card.title if self.entry is None else self.entry.title
        return " ".join(title.split()) or self.card.id


class Change(NamedTuple):
    """One thing that is other. `card_id` is "" for the cover and the choices; `short` leaves the card's title out."""

    kind: Kind
    card_id: str
    sentence: str
    short: str


def standings(book: Book, find: Callable[[str], Entry | None]) -> list[Standing]:
    """The book's cards in their order; `find` gives what the library has under an id."""
    return [Standing(card, find(card.id)) for card in book.cards]


def changes(book: Book, standing: Sequence[Standing]) -> list[Change]:
    """What is other than when the book was last made, in the order of its cards, then those that were taken out, then
    cover and choices. Of a book that was never made: the cards that are missing."""
    missing = [_missing(one) for one in standing if one.is_missing]
    if book.made is None:
        return missing
    before = {card.id.lower(): (place, card) for place, card in enumerate(book.made.cards)}
    moved = _moved(before, [one.card for one in standing])
    found: list[Change] = []
    for place, one in enumerate(standing):
        if one.is_missing:
            found.append(_missing(one))
        if (then := before.get(one.card.id.lower())) is None:
            if not one.is_missing:
                found.append(_change("added", one, _("was added"), _("“{title}” was added.")))
            continue
        if one.card.id.lower() in moved:
            found.append(_moved_from(one, then[0] + 1, place + 1))
        found.extend(_changes_of_card(one, then[1]))
    found.extend(_removed(card) for card in book.made.cards if not book.has(card.id))
    return [*found, *_changes_of_cover(book, book.made), *_changes_of_choices(book.choices, book.made.choices)]


def _changes_of_card(one: Standing, then: MadeCard) -> Iterator[Change]:
    if one.card.annex != then.annex:
        short = _("is an annex now") if one.card.annex else _("is no annex any more")
        sentence = _("“{title}” is an annex now.") if one.card.annex else _("“{title}” is no annex any more.")
        yield _change("annex", one, short, sentence)
    now = one.entry
    if now is None or now.broken:
        return
    if now.version != then.version:
        short, sentence = _("version {new}, before {old}"), _("“{title}” is version {new} now, before {old}.")
        yield _change("version", one, short, sentence, new=now.version, old=then.version)
    elif now.digest != then.digest:
        short, sentence = _("says something else"), _("“{title}” says something else, under the same version.")
        yield _change("content", one, short, sentence)
    if one.title != then.title:
        yield _change("title", one, _("was called “{old}”"), _("“{title}” was called “{old}”."), old=then.title)
    if now.marking != then.marking:
        names = {"new": now.marking or _("no marking"), "old": then.marking or _("no marking")}
        short, sentence = _("{new}, before {old}"), _("“{title}” is marked {new} now, before {old}.")
        yield _change("marking", one, short, sentence, **names)


def _changes_of_cover(book: Book, made: Made) -> Iterator[Change]:
    names = cover_names()
    for line in COVER_LINES:
        new, old = book.cover_lines.get(line, ""), made.cover_lines.get(line, "")
        if new != old:
            yield _of_book("cover", _("Cover, {line}: {new}, before {old}."), names[line], new, old)


def _changes_of_choices(now: Choices, then: Choices) -> Iterator[Change]:
    names = choice_names()
    for choice, name in names.items():
        new, old = _in_words(getattr(now, choice)), _in_words(getattr(then, choice))
        if new != old:
            yield _of_book("choices", _("{line}: {new}, before {old}."), name, new, old)


def cover_names() -> dict[str, str]:
    """The lines of a cover in words."""
    words = (_("title"), _("occasion"), _("day"), _("prepared for"), _("prepared by"), _("copy"))
    return dict(zip(COVER_LINES, words, strict=True))


def choice_names() -> dict[str, str]:
    """The choices in words; the reason for a lower marking is the reader's alone to know."""
    return {
        "notes": _("Notes that go out"),
        "highlights": _("Highlights"),
        "journal": _("Pages of the journal"),
        "paper": _("Paper"),
        "marking": _("Marking of the whole book"),
        "watermark": _("Watermark"),
    }


def choices_in_words(choices: Choices) -> dict[str, str]:
    """What a book was told to be made with, as far as it is not left to the app."""
    chosen = {name: _in_words(getattr(choices, choice)) for choice, name in choice_names().items()}
    return {name: words for name, words in chosen.items() if words}


def _in_words(choice: str | tuple[str, ...]) -> str:
    return choice if isinstance(choice, str) else ", ".join(choice)


def _of_book(kind: Kind, sentence: str, line: str, new: str, old: str) -> Change:
    said = sentence.format(line=line, new=f"“{new}”" if new else _("nothing"), old=f"“{old}”" if old else _("nothing"))
    return Change(kind, "", said, said)


def _missing(one: Standing) -> Change:
    if one.entry is None:
        return _change("missing", one, _("missing"), _("“{title}” is missing: no folder of the library has it."))
    return _change("missing", one, _("has errors"), _("“{title}” cannot be read: its file has errors."))


def _moved_from(one: Standing, old: int, new: int) -> Change:
    short, sentence = _("stood at {old}"), _("“{title}” stands at place {new}, before at {old}.")
    return _change("moved", one, short, sentence, old=old, new=new)


def _removed(card: MadeCard) -> Change:
    short, sentence = _("was taken out"), _("“{title}” was taken out.")
    return Change("removed", card.id, sentence.format(title=card.title), short)


def _change(kind: Kind, one: Standing, short: str, sentence: str, **facts: object) -> Change:
    return Change(kind, one.card.id, sentence.format(title=one.title, **facts), short.format(**facts))


def _moved(before: dict[str, tuple[int, MadeCard]], now: Sequence[BookCard]) -> set[str]:
    """The fewest cards that, once moved, explain the order: those outside a longest run that kept it. A card that
    became an annex, or is none any more, stands elsewhere for that alone."""
    common = [card.id.lower() for card in now if (then := before.get(card.id.lower())) and then[1].annex == card.annex]
    ends: list[int] = []  # of the best run of each length so far: the old place of its last card
    runs: list[list[str]] = []
    for card_id in common:
        place = before[card_id][0]
        length = bisect_left(ends, place)
        run = [*(runs[length - 1] if length else []), card_id]
        ends[length : length + 1], runs[length : length + 1] = [place], [run]
    return set(common) - set(runs[-1] if runs else [])
