"""Which of the reader's notes and highlights go out with a card, and in what words: what stays is not handed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from briefing_app.errors import NotFoundError, UsageError
from briefing_app.i18n import _, ngettext
from briefing_app.notes.check_boxes import box_of
from briefing_app.notes.colours import AUDIENCES, audience_names, state_names

if TYPE_CHECKING:
    from briefing_app.cards.card import Card
    from briefing_app.notes.anchors import CardText, Place
    from briefing_app.notes.written import Written
    from briefing_app.paper.edition import PrintedCard, PrintedHighlight, PrintedNote

NotesChoice = Literal["none", "release", "delegation", "all"]
CHOICES: tuple[NotesChoice, ...] = get_args(NotesChoice)
HighlightsChoice = Literal["none", "side", "end"]  # not drawn; drawn, their comments beside the text or at the end
EVERY_DAY = "all"  # of the journal

_FROM = {"release": "release", "delegation": "delegation", "all": "me"}  # the audience from which on notes go out


class Tally(NamedTuple):
    """How many notes, highlights and pages of the journal go out, and how many there are of each."""

    notes: int = 0
    of_notes: int = 0
    highlights: int = 0
    of_highlights: int = 0
    pages: int = 0
    of_pages: int = 0


class Printable(NamedTuple):
    """Cards in their order, each with the notes that go out with it, and the pages of the journal behind them; `tally`
    is None where the notes are locked and nobody asked for them."""

    items: list[PrintedCard]
    journal: tuple[PrintedNote, ...]
    tally: Tally | None

    @property
    def notes_included(self) -> int:
        """How many notes go out, comments on highlights among them."""
        return self.tally.notes if self.tally else 0

    @property
    def notes_withheld(self) -> int | None:
        """How many notes stay; None where nobody can know."""
        return self.tally.of_notes - self.tally.notes if self.tally else None


def printable(
    cards: Sequence[Card],
    written: Sequence[Sequence[Written]],
    choice: NotesChoice,
    colours: Mapping[str, str],
    *,
    drawn: bool = True,
) -> Printable:
    """What the printer takes.

    Args:
        written: all that the reader wrote and marked on each card.
        colours: what they mean to the reader; said, like the audience, where every note goes out.
        drawn: whether highlights go out; a comment goes out with the words that it is about all the same.
    """
    items = [
        _printed_card(card, [one for one in notes if goes_out(one.audience, choice)], choice, colours, drawn=drawn)
        for card, notes in zip(cards, written, strict=True)
    ]
    return Printable(items, (), tally([one for notes in written for one in notes], choice, drawn=drawn))


def with_pages(found: Printable, pages: Sequence[Written], choice: NotesChoice) -> Printable:
    """The same with those pages of the journal that go out, the oldest first."""
    going = sorted((one for one in pages if goes_out(one.audience, choice)), key=lambda one: one.created)
    told = (found.tally or Tally())._replace(pages=len(going), of_pages=len(pages))
    return found._replace(journal=tuple(_printed_page(one, choice) for one in going), tally=told)


def parted(
    written: Iterable[Written], card_ids: Iterable[str], choice: NotesChoice, days: Sequence[str] = ()
) -> tuple[list[Written], list[Written]]:
    """All that the reader wrote, parted into what goes out with some cards and days of the journal and what stays."""
    ids = {card_id.lower() for card_id in card_ids}
    going: list[Written] = []
    staying: list[Written] = []
    for one in written:
        asked = one.card_id.lower() in ids if one.card_id else _is_of(one, days)
        (going if asked and goes_out(one.audience, choice) else staying).append(one)
    return going, staying


def counts(written: Sequence[Written]) -> dict[NotesChoice, int]:
    """How many of a card's notes go out with each choice."""
    return {choice: tally(written, choice).notes for choice in CHOICES}


def tally(written: Iterable[Written], choice: NotesChoice, *, drawn: bool = True) -> Tally:
    """How much of what the reader wrote and marked goes out. A comment counts as a note, and its highlight as one."""
    every = [(one, goes_out(one.audience, choice)) for one in written]
    notes = [goes for one, goes in every if one.text.strip()]
    highlights = [goes and drawn for one, goes in every if one.anchor]
    return Tally(sum(notes), len(notes), sum(highlights), len(highlights))


def in_words(told: Tally) -> str:
    """In one line what goes out."""
    notes = ngettext("{count} of {total} note", "{count} of {total} notes", told.of_notes)
    highlights = ngettext("{count} of {total} highlight", "{count} of {total} highlights", told.of_highlights)
    pages = ngettext("{count} page of the journal", "{count} pages of the journal", told.pages)
    parts = [
        notes.format(count=told.notes, total=told.of_notes) if told.notes else "",
        highlights.format(count=told.highlights, total=told.of_highlights) if told.highlights else "",
        pages.format(count=told.pages) if told.pages else "",
    ]
    if not any(parts):
        return _("Nothing of what you wrote goes out.")
    return _("Going out, for whoever gets the pages to read: {what}.").format(what=_(", ").join(filter(None, parts)))


def pages_of(journal: Iterable[Written], days: Sequence[str]) -> list[Written]:
    """The pages of the journal of some days, ISO dates by the reader's calendar, or of `EVERY_DAY`.

    Raises:
        UsageError: a day is none.
        NotFoundError: a day has no page.
    """
    from briefing_app.notes.written import local_day

    pages = [one for one in journal if one.text.strip() and _is_of(one, days)]
    missing = set(_dates(days)) - {local_day(one.created) for one in pages}
    if missing:
        raise NotFoundError(_("The journal has no page of {day}.").format(day=min(missing).isoformat()))
    return pages


def goes_out(audience: str, choice: NotesChoice) -> bool:
    """Whether a note for `audience` goes out; one for an audience that nobody knows is the reader's alone."""
    if choice == "none":
        return False
    known = audience if audience in AUDIENCES else AUDIENCES[0]
    return AUDIENCES.index(known) >= AUDIENCES.index(_FROM[choice])


def place_on_card(one: Written) -> tuple[bool, bool, int, str]:
    """Where a note stands among those of its card: the card's own, the passages in its order, the others."""
    return not one.item.startswith("note:"), one.start < 0, one.start, one.created


def printed_note(one: Written, details: Iterable[str]) -> PrintedNote:
    """A note as it is printed, boxes of tasks drawn, with `details` below it."""
    from briefing_app.paper.edition import PrintedNote

    text = "\n".join(map(_with_drawn_box, one.text.split("\n")))
    return PrintedNote(one.passage, text, one.day, tuple(filter(None, details)))


def _is_of(page: Written, days: Sequence[str]) -> bool:
    from briefing_app.notes.written import local_day

    return EVERY_DAY in days or local_day(page.created) in _dates(days)


def _dates(days: Sequence[str]) -> list[date]:
    return [] if EVERY_DAY in days else list(map(_date, days))


def _date(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise UsageError(_("“{text}” is no day such as 2026-03-14.").format(text=day)) from None


def _printed_page(one: Written, choice: NotesChoice) -> PrintedNote:
    from briefing_app.notes.written import local_day

    return printed_note(one, _details(one, {}) if choice == "all" else ())._replace(day=local_day(one.created))


def _printed_card(
    card: Card, going: Sequence[Written], choice: NotesChoice, colours: Mapping[str, str], *, drawn: bool
) -> PrintedCard:
    """A card with all of `going`; what lost its place is told among the notes, with the words that it was about."""
    from briefing_app.notes.anchors import CardText
    from briefing_app.paper.edition import PrintedCard
    from briefing_app.prose.plain import card_fields

    text = CardText(card_fields(card)) if drawn and any(one.anchor for one in going) else None
    notes: list[PrintedNote] = []
    highlights: list[PrintedHighlight] = []
    for one in sorted(going, key=place_on_card):
        said = printed_note(one, _details(one, colours) if choice == "all" else ())
        has_words = bool(one.text.strip())
        if text is not None and one.anchor is not None:
            place = text.find(one.anchor)
            if place is not None and place.state in ("changed", "lost"):
                said = said._replace(details=(*said.details, state_names()[place.state]))
            found = _highlight(one, text, place, len(notes) if has_words else None)
            highlights += [found] if found else []
            has_words = has_words or found is None
        notes += [said] if has_words else []
    return PrintedCard(card, tuple(notes), highlights=tuple(highlights))


def _highlight(one: Written, text: CardText, place: Place | None, comment: int | None) -> PrintedHighlight | None:
    """A highlight with the letters on which it lies; None where its words are gone."""
    from briefing_app.paper.edition import PrintedHighlight, PrintedPlace

    if place is None or place.state == "lost":
        return None
    pieces = text.pieces(place.start, place.end)
    return PrintedHighlight(one.colour, tuple(PrintedPlace(*piece) for piece in pieces), comment)


def _details(one: Written, colours: Mapping[str, str]) -> tuple[str, ...]:
    raised = audience_names().get(one.audience, one.audience) if one.audience != AUDIENCES[0] else ""
    return colours.get(one.colour, ""), raised


def _with_drawn_box(line: str) -> str:
    box = box_of(line)
    return line if box is None else f"{'☑' if box.ticked else '☐'} {box.words}"
