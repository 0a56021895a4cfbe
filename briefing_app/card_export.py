"""Cards out of the app, with the notes that go with them: as PDF in a format, as DOCX, plain text or Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.errors import UsageError
from briefing_app.files import put
from briefing_app.i18n import _
from briefing_app.making import Making
from briefing_app.paper.edition import Cover, Edition, PrintedCard, PrintedNote
from briefing_app.paper.formats import FormatName

if TYPE_CHECKING:
    from briefing_app.cards.card import Card
    from briefing_app.cards.markings import Banner
    from briefing_app.outgoing import HighlightsChoice, NotesChoice, Printable, Tally
    from briefing_app.paper.process import Press
    from briefing_app.withheld.check import Withheld
    from briefing_app.workspace import Workspace


class Exported(NamedTuple):
    """What was written.

    `pages` is None for what has none, `marking` where no card states one, `notes_withheld` where the notes are locked;
    `lowering_reason` is why the marking is lower than a card's, "" where it is not; `tally` is how much went out of
    what the reader wrote.
    """

    path: str
    pages: int | None
    sha256: str
    marking: str | None
    notes_included: int
    notes_withheld: int | None
    standards: tuple[str, ...]
    lowering_reason: str
    tally: Tally


class Wish(NamedTuple):
    """What is wanted of a file: whose notes go out, the format and the sheet, "" for the one in use, and when it is
    printed, aware, where that is to be said. `banner` is the marking of the whole file, with the reason where it is
    lower than a card's; None for the highest of the cards. `cover` and `watermark` are as in `paper.edition`,
    `annexes` the ids of the cards that stand behind the others in a book. `highlights` says whether those that go out
    with the notes are drawn, and where their comments stand; `journal` are days whose pages go out, or "all"."""

    notes: NotesChoice = "none"
    form: FormatName = "card"
    paper: str = ""
    clock: datetime | None = None
    banner: Banner | None = None
    cover: Cover = Cover()
    watermark: str = ""
    annexes: tuple[str, ...] = ()
    highlights: HighlightsChoice = "end"
    journal: tuple[str, ...] = ()


PLAIN = Wish()
KINDS = (".pdf", ".docx", ".txt", ".md")
Made = tuple[bytes, int | None, tuple[str, ...]]  # the bytes, how many pages, by which standards


def export(
    workspace: Workspace, card_ids: Sequence[str], target: Path, wish: Wish = PLAIN, making: Making | None = None
) -> Exported:
    """Write cards to one file.

    Args:
        making: is told how far it is, and may be given up.

    Raises:
        UsageError: the suffix of `target` is none that is written.
        NotFoundError, CardError: a card is not there or has errors.
        NotesUnreadableError: the notes cannot be read.
        MarkingError: the markings cannot be compared, or the wanted one is lower and no reason is given.
        ExportError: a card cannot be printed as it stands, or not in that format.
        WithheldError: something withheld stood in the file, or nobody can tell; what stood there before is unchanged.
        MachineError: the file cannot be written; what stood there before is unchanged.
        CancelledError: it was given up; what stood there before is unchanged.
    """
    making = making or Making()
    _refuse_unknown_kind(target, wish)
    return prepared(workspace, draft(workspace, card_ids, making), target, wish)(making)


class Draft(NamedTuple):
    """Cards that were read, and what sets them, which keeps the pages that it set last."""

    cards: Sequence[Card]
    press: Press


def draft(workspace: Workspace, card_ids: Sequence[str], making: Making) -> Draft:
    """Read cards; in any thread.

    Raises:
        NotFoundError, CardError, CancelledError: as `export`.
    """
    from briefing_app.paper.process import Press

    return Draft(workspace.cards(card_ids, making), Press(workspace.printer.typesetter))


def prepared(workspace: Workspace, drafted: Draft, target: Path, wish: Wish) -> Callable[[Making], Exported]:
    """What writes the file: the notes are read here, where they are used; the writing may be done in another thread.
    Fails as `export` does."""
    from briefing_app.outgoing import Tally

    _refuse_unknown_kind(target, wish)
    proof = proof_of(workspace, drafted.cards, wish)
    kind = target.suffix.lower()
    make = _pdf if kind == ".pdf" else _docx if kind == ".docx" else _text
    withheld = _withheld(workspace, proof)

    def write(making: Making) -> Exported:
        data, pages, standards = make(workspace, proof, target, drafted.press, making)
        making.tell(_("Searching the file for notes that stay here"))
        put(target, data, lambda file: withheld.look_through(file, kind, making))
        return Exported(
            str(target),
            pages,
            sha256(data).hexdigest(),
            proof.banner.marking or None,
            proof.found.notes_included,
            proof.found.notes_withheld,
            standards,
            proof.banner.reason,
            proof.found.tally or Tally(),
        )

    return write


class Proof(NamedTuple):
    """What is to be set, complete: the cards with the notes that go out, and the wish with the banner that it has."""

    found: Printable
    wish: Wish
    banner: Banner
    edition: Edition


def proof_of(workspace: Workspace, cards: Sequence[Card], wish: Wish) -> Proof:
    """What is to be set of cards; to be called where the notes are used.

    Raises:
        NotesUnreadableError, MarkingError: as `export`.
    """
    from briefing_app.cards.markings import Banner

    found = workspace.printable(cards, wish.notes, wish.highlights, wish.journal)
    found = found._replace(items=_with_annexes(found.items, wish.annexes))
    banner = workspace.markings.banner([card.marking for card in cards], wish.banner or Banner("", ""))
    wish = wish._replace(banner=banner)
    return Proof(found, wish, banner, edition_of(wish, workspace.paper, found.journal))


def pages_of(workspace: Workspace, proof: Proof, press: Press, making: Making) -> bytes:
    """The PDF of what is to be set; in any thread.

    Raises:
        CardError, ExportError, MachineError, CancelledError: as `export`.
    """
    making.tell(_("Preparing the pages"))
    return press.pdf(workspace.printer.job(proof.found.items, proof.edition), making)


def _refuse_unknown_kind(target: Path, wish: Wish) -> None:
    kind = target.suffix.lower()
    if kind not in KINDS:
        raise UsageError(_("The output must be a .pdf, .docx, .txt or .md file."))
    if kind != ".pdf" and wish.form not in ("card", "book"):
        raise UsageError(_("The format “{format}” is one of PDF files alone.").format(format=wish.form))
    if kind != ".pdf" and wish.watermark:
        raise UsageError(_("A watermark is one of PDF files alone."))


def _with_annexes(items: Sequence[PrintedCard], annexes: Sequence[str]) -> list[PrintedCard]:
    """The cards in their order, the annexes behind the others."""
    wanted = {card_id.lower() for card_id in annexes}
    marked = [item._replace(annex=item.card.id.lower() in wanted) for item in items]
    return sorted(marked, key=lambda item: item.annex)


def edition_of(wish: Wish, paper: str, journal: Sequence[PrintedNote] = ()) -> Edition:
    """How the cards are set; `paper` is the sheet in use, `journal` the pages that go out."""
    banner = wish.banner.marking if wish.banner else ""
    side_notes = wish.highlights == "side"
    return Edition(wish.paper or paper, wish.form, wish.clock, banner, wish.cover, wish.watermark, journal, side_notes)


def _withheld(workspace: Workspace, proof: Proof) -> Withheld:
    """What the file is searched for: every note that does not go out with it, and the reason for a lower marking."""
    from briefing_app.notes.colours import colour_names
    from briefing_app.prose.typed import readings
    from briefing_app.withheld.check import Withheld
    from briefing_app.withheld.let_out import words_of_cards, words_of_notes, words_of_pages

    items, wish = proof.found.items, proof.wish
    going, staying = workspace.parted_notes([item.card.id for item in items], wish.notes, wish.journal)
    titles = {item.card.id.lower(): item.card.title for item in items}
    reasons = [wish.banner.reason] if wish.banner else []
    days = [*([wish.clock.date().isoformat()] if wish.clock else []), *(item.card.date for item in items)]
    around = [*wish.cover, wish.watermark, *workspace.own_paper_texts()]
    around += [wish.banner.marking] if wish.banner else []
    let_out = chain(
        words_of_cards([item.card for item in items], workspace.language),
        words_of_notes(going, colour_names(workspace.settings.colours).values(), titles),
        words_of_pages(around, days, workspace.language),
    )
    kept = (reading for one in staying for reading in readings(one.text, titles))
    return Withheld((*kept, *reasons), let_out)


def _pdf(workspace: Workspace, proof: Proof, _target: Path, press: Press, making: Making) -> Made:
    from briefing_app.paper.typesetter import STANDARD_NAMES, page_count

    data = pages_of(workspace, proof, press, making)
    return data, page_count(data), STANDARD_NAMES


def _docx(workspace: Workspace, proof: Proof, _target: Path, _press: Press, making: Making) -> Made:
    from briefing_app.paper.office import docx

    making.tell(_("Preparing the pages"))
    job = workspace.printer.job(proof.found.items, proof.edition)
    return docx(job.data, datetime.fromisoformat(job.stamp)), None, ()


def _text(workspace: Workspace, proof: Proof, target: Path, _press: Press, making: Making) -> Made:
    from briefing_app import text_export

    making.tell(_("Preparing the pages"))
    as_text, as_front, as_back = (
        (text_export.markdown, text_export.book_as_markdown, text_export.journal_as_markdown)
        if target.suffix.lower() == ".md"
        else (text_export.plain_text, text_export.book_as_text, text_export.journal_as_text)
    )
    items, wish = proof.found.items, proof.wish
    text = as_text(items, workspace.language, wish.clock)
    if wish.form == "book":
        text = as_front(wish.cover, items, workspace.language) + text
    text += as_back(proof.found.journal, workspace.language)
    marking = proof.banner.marking
    if marking and any(item.card.marking != marking for item in items):
        text = f"{marking}\n\n{text}\n{marking}\n"
    return text.encode(), None, ()
