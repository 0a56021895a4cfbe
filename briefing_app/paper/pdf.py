"""Cards, or notes, as one PDF file, PDF/UA-1 and PDF/A-2a at once: the only use of Typst."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from briefing_app.cards.card import Card
from briefing_app.cards.markings import Markings
from briefing_app.errors import ExportError, MachineError
from briefing_app.files import write_whole
from briefing_app.i18n import _
from briefing_app.paper.banners import put_banners
from briefing_app.paper.document import document
from briefing_app.paper.faces import Faces
from briefing_app.paper.fields import Data
from briefing_app.paper.glyphs import Coverage
from briefing_app.paper.notes import NotesOfCard, notes_document

if TYPE_CHECKING:
    import typst
    from typst import PDFStandard

Items = Sequence[tuple[Card, str | None]]

TEMPLATE = ("style.typ", "prose.typ", "parts.typ", "pages.typ", "card.typ")
NOTES_TEMPLATE = (*TEMPLATE[:-1], "notes.typ")
STANDARDS: list[PDFStandard] = ["ua-1", "a-2a"]
NAMED_AT_MOST = 12
PRINTER_DOTS = 300.0  # an inch


class Printer:
    """Sets cards with the bundled template and the bundled fonts: no system font, no package, no other file.

    Args:
        resources: the folder that holds `typst` and `fonts`.
        language: BCP 47 tag of the labels, dates and country names.
        markings: the schemes that say how banners look; without them all look plain.
    """

    def __init__(self, resources: Path, language: str, markings: Markings | None = None) -> None:
        self._templates = resources / "typst"
        self._fonts = resources / "fonts"
        self._language = language
        self._markings = markings
        self._coverage = Coverage(self._fonts)
        self._faces = Faces(self._fonts)
        self._sources: dict[tuple[str, ...], bytes] = {}

    def pdf(self, items: Items, paper: str, banner: str = "") -> bytes:
        """One PDF file of `items`: cards in their order, each with the reader's note or None.

        The same cards give the same bytes.

        Args:
            paper: "a4" or "letter".
            banner: the marking of every page; without it the pages of each card bear the card's own.

        Raises:
            ExportError: no bundled font can draw a character of the card or the note.
            CardError: a card's prose is over the limits.
        """
        return b"".join(self._compile(items, paper, banner, format="pdf", pdf_standards=STANDARDS))

    def images(self, items: Items, paper: str) -> list[bytes]:
        """The pages of the same file as PNG pictures, 300 dots an inch: what a printer is given.

        Raises:
            ExportError, CardError: as `pdf`.
        """
        return self._compile(items, paper, "", format="png", ppi=PRINTER_DOTS)

    def write(self, items: Items, target: Path, paper: str, banner: str = "") -> None:
        """Write the PDF to `target`; when that fails, a file that stood there before is unchanged.

        Raises:
            ExportError, CardError: as `pdf`.
            MachineError: the file cannot be written.
        """
        self._put(self.pdf(items, paper, banner), target)

    def notes_pdf(self, sections: Sequence[NotesOfCard], paper: str) -> bytes:
        """One PDF file of notes; neither its title nor anything else about the file tells of what they say.

        Raises:
            ExportError: no bundled font can draw a character.
        """
        data = notes_document(sections, self._language, paper)
        day = max((one.day for section in sections for one in section.notes), default=datetime.date(1970, 1, 1))
        stamp = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
        return b"".join(self._set(data, NOTES_TEMPLATE, stamp, format="pdf", pdf_standards=STANDARDS))

    def write_notes(self, sections: Sequence[NotesOfCard], target: Path, paper: str) -> None:
        """Write notes to `target`; when that fails, a file that stood there before is unchanged.

        Raises:
            ExportError: as `notes_pdf`.
            MachineError: the file cannot be written.
        """
        self._put(self.notes_pdf(sections, paper), target)

    def _put(self, data: bytes, target: Path) -> None:
        try:
            write_whole(target, data)
        except OSError as error:
            sentence = _("The PDF “{name}” could not be written.").format(name=target.name)
            hint = _("Choose another folder, or make room on the disk.")
            raise MachineError(sentence, hint, f"{target}: {error.strerror or error}") from error

    def _refuse_missing_characters(self, data: Any) -> None:
        missing = self._coverage.missing(data)
        if missing:
            named = [str(character) for character in missing[:NAMED_AT_MOST]]
            if len(missing) > NAMED_AT_MOST:
                named.append(_("and {count} more").format(count=len(missing) - NAMED_AT_MOST))
            sentence = (
                _("The notes cannot be printed: no font of the app can draw {characters}.")
                if "notes" in data
                else _("The card cannot be printed: no font of the app can draw {characters}.")
            )
            hint = _("Replace the character in the card or in the note, then export again.")
            raise ExportError(sentence.format(characters="; ".join(named)), hint)

    def _compile(self, items: Items, paper: str, banner: str, **output: Any) -> list[bytes]:
        if not items:
            raise ExportError(_("There is no card to print."))
        day = _latest_day([card for card, _note in items])
        data = document(items, self._language, paper)
        put_banners(data, banner, self._markings)
        return self._set(data, TEMPLATE, day, **output)

    def _set(self, data: Data, template: Sequence[str], day: datetime.datetime, **output: Any) -> list[bytes]:
        """Set a document in the format that `output`, the compiler's own options, asks for; pictures are one a page."""
        import typst  # 50 ms that only printing pays

        self._refuse_missing_characters(data)
        text = json.dumps(data, ensure_ascii=False)
        inputs = {"document": text, "faces": json.dumps(self._faces.families(text))}
        try:
            # The template is handed over each time: the bindings forget a source once it is compiled.
            source = self._source(tuple(template))
            printed = self._compiler.compile(input=source, sys_inputs=inputs, timestamp=day, **output)
        except typst.TypstError as error:
            notes = "notes" in data
            raise ExportError(
                _("The notes cannot be printed as they stand.")
                if notes
                else _("The card cannot be printed as it stands."),
                _("The details name what the typesetter could not set."),
                error.message,
            ) from error
        return printed if isinstance(printed, list) else [cast("bytes", printed)]

    @cached_property
    def _compiler(self) -> typst.Compiler:
        """A compiler that reads nothing but its one source. Its root is a file, below which no path can lead."""
        import typst

        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(self._fonts)])
        return typst.Compiler(root=self._templates / TEMPLATE[-1], font_paths=fonts)

    def _source(self, template: tuple[str, ...]) -> bytes:
        if template not in self._sources:
            self._sources[template] = b"\n".join((self._templates / name).read_bytes() for name in template)
        return self._sources[template]


def _latest_day(cards: Sequence[Card]) -> datetime.datetime:
    """The file's date, which PDF/A-2a demands: the latest as-at date (else event date) of its cards, midnight UTC.
    A month or a year counts as its first day; the clock is never asked."""
    return max(_first_day(card.as_at or card.date) for card in cards)


def _first_day(date: str) -> datetime.datetime:
    year, month, day = (*(int(part) for part in date.split("-")), 1, 1)[:3]
    return datetime.datetime(max(year, 1), month, day, tzinfo=datetime.UTC)
