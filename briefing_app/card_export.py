"""Cards out of the app, with the notes that go with them: as PDF in a format, as DOCX, plain text or Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.errors import UsageError
from briefing_app.files import put
from briefing_app.i18n import _
from briefing_app.paper.formats import FormatName, format_of

if TYPE_CHECKING:
    from briefing_app.cards.card import Card
    from briefing_app.outgoing import NotesChoice, Printable
    from briefing_app.workspace import Workspace


class Exported(NamedTuple):
    """What was written.

    `pages` is None for what has none, `marking` where cards state none or different ones, `notes_withheld` where the
    notes are locked.
    """

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
KINDS = (".pdf", ".docx", ".txt", ".md")
Written = tuple[bytes, int | None, tuple[str, ...]]  # the bytes, how many pages, by which standards


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
    kind = target.suffix.lower()
    if kind not in KINDS:
        raise UsageError(_("The output must be a .pdf, .docx, .txt or .md file."))
    if kind != ".pdf" and wish.form != "card":
        raise UsageError(_("The format “{format}” is one of PDF files alone.").format(format=wish.form))
    found = workspace.printable(card_ids, wish.notes)
    write = _pdf_writer(workspace, found, target, wish) if kind == ".pdf" else _writer(workspace, found, target, wish)

    def report() -> Exported:
        data, pages, standards = write()
        marking = marking_of([card for card, _notes in found.items])
        digest = sha256(data).hexdigest()
        return Exported(str(target), pages, digest, marking, found.notes_included, found.notes_withheld, standards)

    return report


def _pdf_writer(workspace: Workspace, found: Printable, target: Path, wish: Wish) -> Callable[[], Written]:
    printer, paper = workspace.printer, wish.paper or workspace.paper

    def write() -> Written:
        from briefing_app.paper.pdf import STANDARD_NAMES, page_count

        data = printer.write(found.items, target, paper, wish.form, wish.clock)
        return data, page_count(data), STANDARD_NAMES

    return write


def _writer(workspace: Workspace, found: Printable, target: Path, wish: Wish) -> Callable[[], Written]:
    language, paper = workspace.language, wish.paper or workspace.paper

    def write() -> Written:
        data = _bytes(found, target.suffix.lower(), language, paper, wish.clock)
        put(target, data)
        return data, None, ()

    return write


def _bytes(found: Printable, kind: str, language: str, paper: str, clock: datetime | None) -> bytes:
    if kind == ".docx":
        from briefing_app.paper.document import document, latest_day
        from briefing_app.paper.office import docx

        data = document(found.items, language, paper, format_of("card"), clock)
        return docx(data, clock or latest_day([card for card, _notes in found.items]))
    from briefing_app import text_export

    as_text = text_export.markdown if kind == ".md" else text_export.plain_text
    return as_text(found.items, language, clock).encode()


def marking_of(cards: Sequence[Card]) -> str | None:
    """The marking that all cards state; None where they state none, or different ones."""
    markings = {card.marking for card in cards}
    return markings.pop() if len(markings) == 1 else None
