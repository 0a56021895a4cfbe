"""Cards, or notes, as one PDF file, PDF/UA-1 and PDF/A-2a at once: the only use of Typst."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from briefing_app.cards.markings import Markings
from briefing_app.errors import ExportError, MachineError
from briefing_app.files import write_whole
from briefing_app.i18n import _
from briefing_app.paper.banners import put_banners
from briefing_app.paper.document import document, latest_day
from briefing_app.paper.faces import Faces
from briefing_app.paper.fields import Data
from briefing_app.paper.fitting import End, fitted
from briefing_app.paper.formats import FormatName, format_of
from briefing_app.paper.glyphs import Coverage
from briefing_app.paper.notes import Items, NotesOfCard, notes_document

if TYPE_CHECKING:
    import typst
    from typst import PDFStandard

SHARED = ("style.typ", "prose.typ", "parts.typ", "pages.typ")  # joined before the template of a format
STANDARDS: list[PDFStandard] = ["ua-1", "a-2a"]
STANDARD_NAMES = ("PDF/UA-1", "PDF/A-2a")
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
        self._sources: dict[str, bytes] = {}

    def pdf(
        self,
        items: Items,
        paper: str,
        form: FormatName = "card",
        clock: datetime.datetime | None = None,
        banner: str = "",
    ) -> bytes:
        """One PDF file of `items`: cards in their order, each with the notes that go out with it.

        The same cards, notes and clock give the same bytes.

        Args:
            paper: "a4" or "letter".
            clock: when it is printed, aware: said at the end of each card and kept as the file's date, which is
                otherwise the day of the latest card.
            banner: the marking of every page; without it the pages of each card bear the card's own.

        Raises:
            ExportError: no bundled font can draw a character, or a card does not fit in its format.
            CardError: a card's prose is over the limits.
        """
        return b"".join(self._compile(items, paper, form, clock, banner, format="pdf", pdf_standards=STANDARDS))

    def images(self, items: Items, paper: str, form: FormatName = "card") -> list[bytes]:
        """The pages of the same file as PNG pictures, 300 dots an inch: what a printer is given.

        Raises:
            ExportError, CardError: as `pdf`.
        """
        return self._compile(items, paper, form, None, "", format="png", ppi=PRINTER_DOTS)

    def write(  # noqa: PLR0913, PLR0917 - as `pdf`
        self,
        items: Items,
        target: Path,
        paper: str,
        form: FormatName = "card",
        clock: datetime.datetime | None = None,
        banner: str = "",
    ) -> bytes:
        """Write the PDF to `target` and give what was written; when that fails, a file that stood there before is
        unchanged.

        Raises:
            ExportError, CardError: as `pdf`.
            MachineError: the file cannot be written.
        """
        data = self.pdf(items, paper, form, clock, banner)
        self._put(data, target)
        return data

    def notes_pdf(self, sections: Sequence[NotesOfCard], paper: str) -> bytes:
        """One PDF file of notes; neither its title nor anything else about the file tells of what they say.

        Raises:
            ExportError: no bundled font can draw a character.
        """
        data = notes_document(sections, self._language, paper)
        day = max((one.day for section in sections for one in section.notes), default=datetime.date(1970, 1, 1))
        stamp = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
        return b"".join(self._set(data, "notes.typ", stamp, format="pdf", pdf_standards=STANDARDS))

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

    def _compile(
        self,
        items: Items,
        paper: str,
        form: FormatName,
        clock: datetime.datetime | None,
        banner: str,
        **output: Any,
    ) -> list[bytes]:
        if not items:
            raise ExportError(_("There is no card to print."))
        wanted = format_of(form)
        data = document(items, self._language, paper, wanted, clock)
        put_banners(data, banner, self._markings)
        data = fitted(data, wanted, lambda tried: self._ends(tried, wanted.template))
        return self._set(data, wanted.template, clock or latest_day([card for card, _notes in items]), **output)

    def _set(self, data: Data, template: str, stamp: datetime.datetime, **output: Any) -> list[bytes]:
        """Set a document in the format that `output`, the compiler's own options, asks for; pictures are one a page."""
        import typst  # 50 ms that only printing pays

        self._refuse_missing_characters(data)
        try:
            # The template is handed over each time: the bindings forget a source once it is compiled.
            printed = self._compiler.compile(
                input=self._source(template), sys_inputs=self._inputs(data), timestamp=stamp, **output
            )
        except typst.TypstError as error:
            raise _unset(data, error) from error
        return printed if isinstance(printed, list) else [cast("bytes", printed)]

    def _ends(self, data: Data, template: str) -> list[End]:
        """Where the parts of a document end; what is laid out for this, a compilation finds done."""
        import typst

        try:
            asked = typst.Compiler(
                input=self._source(template),
                root=self._root,
                font_paths=self._loaded_fonts,
                sys_inputs=self._inputs(data),
            )
            return [End(**end) for end in json.loads(asked.query("<part-end>", field="value"))]
        except typst.TypstError as error:
            raise _unset(data, error) from error

    def _inputs(self, data: Data) -> dict[str, str]:
        text = json.dumps(data, ensure_ascii=False)
        return {"document": text, "faces": json.dumps(self._faces.families(text))}

    @cached_property
    def _compiler(self) -> typst.Compiler:
        """A compiler that reads nothing but its one source."""
        import typst

        return typst.Compiler(root=self._root, font_paths=self._loaded_fonts)

    @property
    def _root(self) -> Path:
        """A file, below which no path can lead."""
        return self._templates / "card.typ"

    @cached_property
    def _loaded_fonts(self) -> typst.Fonts:
        import typst

        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(self._fonts)])

    def _source(self, template: str) -> bytes:
        if template not in self._sources:
            self._sources[template] = b"\n".join((self._templates / name).read_bytes() for name in (*SHARED, template))
        return self._sources[template]


def _unset(data: Data, error: typst.TypstError) -> ExportError:
    notes = "notes" in data
    sentence = (
        _("The notes cannot be printed as they stand.") if notes else _("The card cannot be printed as it stands.")
    )
    return ExportError(sentence, _("The details name what the typesetter could not set."), error.message)


def page_count(pdf: bytes) -> int:
    """How many pages a file of the printer's has: Typst writes their number first of all."""
    found = re.search(rb"/Type/Pages/Count (\d+)", pdf)
    if found is None:
        raise ValueError("no file of this printer")
    return int(found[1])
