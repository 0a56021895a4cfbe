"""Cards out of the app, with the notes that the reader lets go with them, as PDF in one of its formats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.errors import UsageError
from briefing_app.i18n import _
from briefing_app.paper.formats import FormatName

if TYPE_CHECKING:
    from briefing_app.cards.card import Card
    from briefing_app.outgoing import NotesChoice
    from briefing_app.workspace import Workspace


class Exported(NamedTuple):
    """What was written. `marking` is that of the cards, None where they state none or differ; `notes_withheld` is None
    where the notes are locked."""

    path: str
    pages: int | None
    sha256: str
    marking: str | None
    notes_included: int
    notes_withheld: int | None
    standards: tuple[str, ...]


class Wish(NamedTuple):
    """What is wanted of a file: whose notes go out, the format and the sheet, "" for the one in use, and when it is
    printed, aware, where that is to be said."""

    notes: NotesChoice = "none"
    form: FormatName = "card"
    paper: str = ""
    clock: datetime | None = None


PLAIN = Wish()


def export(workspace: Workspace, card_ids: Sequence[str], target: Path, wish: Wish = PLAIN) -> Exported:
    """Write cards to one file.

    Raises:
        UsageError: the suffix of `target` is none that is written.
        NotFoundError, CardError: a card is not there or has errors.
        NotesUnreadableError: the notes cannot be read.
        ExportError: a card cannot be printed as it stands, or not in that format.
        MachineError: the file cannot be written; what stood there before is unchanged.
    """
    return prepared(workspace, card_ids, target, wish)()


def prepared(workspace: Workspace, card_ids: Sequence[str], target: Path, wish: Wish = PLAIN) -> Callable[[], Exported]:
    """What writes the file: cards and notes are read here, where they are used; the writing may be done in another
    thread. Fails as `export` does."""
    if target.suffix.lower() != ".pdf":
        raise UsageError(_("The output must be a .pdf file."))
    found = workspace.printable(card_ids, wish.notes)
    printer, sheet = workspace.printer, wish.paper or workspace.paper

    def write() -> Exported:
        from briefing_app.paper.pdf import STANDARD_NAMES, page_count

        data = printer.write(found.items, target, sheet, wish.form, wish.clock)
        return Exported(
            str(target),
            page_count(data),
            sha256(data).hexdigest(),
            marking_of([card for card, _notes in found.items]),
            found.notes_included,
            found.notes_withheld,
            STANDARD_NAMES,
        )

    return write


def marking_of(cards: Sequence[Card]) -> str | None:
    """The marking that all cards state; None where they state none, or different ones."""
    markings = {card.marking for card in cards}
    return markings.pop() if len(markings) == 1 else None
