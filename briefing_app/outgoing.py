"""Which of the reader's notes go out with a card, and in what words: what stays here is not handed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from briefing_app.notes.check_boxes import box_of
from briefing_app.notes.colours import AUDIENCES, audience_names

if TYPE_CHECKING:
    from briefing_app.cards.card import Card
    from briefing_app.notes.written import Written
    from briefing_app.paper.edition import PrintedCard, PrintedNote

NotesChoice = Literal["none", "release", "delegation", "all"]
CHOICES: tuple[NotesChoice, ...] = get_args(NotesChoice)

_FROM = {"release": "release", "delegation": "delegation", "all": "me"}  # the audience from which on notes go out


class Printable(NamedTuple):
    """Cards in their order, each with the notes that go out with it, and how many go and stay; `notes_withheld` is None
    where the notes are locked and nobody asked for them."""

    items: list[PrintedCard]
    notes_included: int
    notes_withheld: int | None


def printable(
    cards: Sequence[Card], written: Sequence[Sequence[Written]], choice: NotesChoice, colours: Mapping[str, str]
) -> Printable:
    """What the printer takes.

    Args:
        written: all notes of each card; those without words, such as mere highlights, are no notes here.
        colours: what they mean to the reader; said, like the audience, where every note goes out.
    """
    from briefing_app.paper.edition import PrintedCard

    noted = [sorted((one for one in notes if one.text.strip()), key=place_on_card) for notes in written]
    going = [[one for one in notes if goes_out(one.audience, choice)] for notes in noted]
    items = [
        PrintedCard(card, tuple(printed_note(one, _details(one, colours) if choice == "all" else ()) for one in notes))
        for card, notes in zip(cards, going, strict=True)
    ]
    included = sum(map(len, going))
    return Printable(items, included, sum(map(len, noted)) - included)


def parted(
    written: Iterable[Written], card_ids: Iterable[str], choice: NotesChoice
) -> tuple[list[Written], list[Written]]:
    """All that the reader wrote, parted into what goes out with some cards and what stays here."""
    ids = {card_id.lower() for card_id in card_ids}
    going: list[Written] = []
    staying: list[Written] = []
    for one in written:
        goes = bool(one.card_id) and one.card_id.lower() in ids and goes_out(one.audience, choice)
        (going if goes else staying).append(one)
    return going, staying


def counts(written: Sequence[Written]) -> dict[NotesChoice, int]:
    """How many of a card's notes go out with each choice."""
    return {choice: sum(goes_out(one.audience, choice) for one in written if one.text.strip()) for choice in CHOICES}


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


def _details(one: Written, colours: Mapping[str, str]) -> tuple[str, ...]:
    raised = audience_names().get(one.audience, one.audience) if one.audience != AUDIENCES[0] else ""
    return colours.get(one.colour, ""), raised


def _with_drawn_box(line: str) -> str:
    box = box_of(line)
    return line if box is None else f"{'☑' if box.ticked else '☐'} {box.words}"
