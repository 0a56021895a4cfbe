"""Plain data -> Typst -> PDF, PDF/UA-1 and PDF/A-2a at once, or pictures: the only use of Typst."""

from __future__ import annotations

import json
import re
import threading
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from briefing_app.errors import BriefingError, ExportError
from briefing_app.i18n import _
from briefing_app.paper.clusters import has_marks, mended
from briefing_app.paper.faces import Faces
from briefing_app.paper.fields import Data
from briefing_app.paper.fitting import End, end_of, fitted
from briefing_app.paper.formats import FormatName, format_of
from briefing_app.paper.glyphs import Coverage
from briefing_app.paper.source import SOURCE_NAME, Source, source_of
from briefing_app.templates import TemplateFolder

if TYPE_CHECKING:
    import typst
    from typst import PDFStandard

# Joined before the template of a format.
SHARED = ("style.typ", "highlights.typ", "lines.typ", "prose.typ", "parts.typ", "pages.typ", "card.typ")
NOTES_TEMPLATE = "notes.typ"
STANDARDS: list[PDFStandard] = ["ua-1", "a-2a"]
STANDARD_NAMES = ("PDF/UA-1", "PDF/A-2a")
NAMED_AT_MOST = 12


class Job(NamedTuple):
    """What is to be set, as JSON can carry it to another process.

    Args:
        form: the format of cards; None for a page of notes.
        stamp: the file's date, ISO 8601 with its zone.
    """

    data: Data
    form: FormatName | None
    stamp: str


class Typesetter:
    """Sets jobs with templates and the bundled fonts: no system font, no package, no other file.

    Args:
        resources: the folder that holds `typst` and `fonts`.
        own: the templates of the reader, None for the built-in ones alone.
    """

    def __init__(self, resources: Path, own: TemplateFolder | None = None) -> None:
        self.resources, self.own = resources, own
        self._turn = threading.Lock()  # the compiler refuses to serve two threads at once
        self._templates = resources / "typst"
        self._fonts = resources / "fonts"
        self._coverage = Coverage(self._fonts)
        self._faces = Faces(self._fonts)
        self._sources: dict[str, Source] = {}

    def pdf(self, job: Job) -> bytes:
        """The file; the same job gives the same bytes.

        Raises:
            ExportError: no bundled font can draw a character, or a card does not fit in its format.
            TemplateError: one of the reader's templates has a fault.
        """
        with self._turn:
            pdf = b"".join(self._set(job, format="pdf", pdf_standards=STANDARDS))
        return mended(pdf) if has_marks(json.dumps(job.data, ensure_ascii=False)) else pdf

    def _set(self, job: Job, **output: Any) -> list[bytes]:
        """Set a job in the format that `output`, the compiler's own options, asks for; pictures are one a page."""
        self._refuse_missing_characters(job.data)
        template = format_of(job.form).template if job.form else NOTES_TEMPLATE
        source, data = self._source(template), job.data
        if job.form:
            data = fitted(data, format_of(job.form), lambda tried: self._ends(tried, source))
        return self._compiled(source, data, timestamp=datetime.fromisoformat(job.stamp), **output)

    def _compiled(self, source: Source, data: Data, **output: Any) -> list[bytes]:
        import typst  # 50 ms that only printing pays

        try:
            # The template is handed over each time: the bindings forget a source once it is compiled.
            printed = self._compiler.compile(input=_input(source), sys_inputs=self._inputs(data), **output)
        except typst.TypstError as error:
            raise _unset(data, source, error) from error
        return printed if isinstance(printed, list) else [cast("bytes", printed)]

    def _refuse_missing_characters(self, data: Data) -> None:
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

    def _ends(self, data: Data, source: Source) -> list[End]:
        """Where the parts of a document end; what is laid out for this, a compilation finds done."""
        import typst

        try:
            asked = typst.Compiler(
                input=_input(source),
                root=self._root,
                font_paths=self._loaded_fonts,
                sys_inputs=self._inputs(data),
            )
            found = json.loads(asked.query("<part-end>", field="value"))
        except RuntimeError:  # of a query, without a place: compiling fails at one
            self._compiled(source, data, format="png")
            raise
        try:
            return [end_of(one, data) for one in found]
        except ValueError as error:
            if not source.has_own:
                raise
            raise source.fault(_("What is labelled <part-end> does not tell where a part of a card ends.")) from error

    def _inputs(self, data: Data) -> dict[str, str]:
        """What the template reads. One input, because the bindings hand over several in any order, and in another order
        Typst knows none of what it has laid out before."""
        text = json.dumps(data, ensure_ascii=False)
        return {"job": f'{{"faces": {json.dumps(self._faces.families(text))}, "data": {text}}}'}

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

    def _source(self, template: str) -> Source:
        """The source of a format, read anew where the reader may have changed it."""
        names = (*SHARED, template)
        if self.own is not None and self.own.is_there:
            return source_of(self._templates, self.own, names)
        if template not in self._sources:
            self._sources[template] = source_of(self._templates, None, names)
        return self._sources[template]


def _input(source: Source) -> bytes:
    """The source under its name, which the bindings take as well: what has none is another file each time, and Typst
    would lay out again what was measured or shown a moment ago."""
    return cast("bytes", {SOURCE_NAME: source.data})


def _unset(data: Data, source: Source, error: typst.TypstError) -> BriefingError:
    if source.has_own:
        return source.fault(error.message, error.diagnostic)
    notes = "notes" in data
    sentence = (
        _("The notes cannot be printed as they stand.") if notes else _("The card cannot be printed as it stands.")
    )
    return ExportError(sentence, _("The details name what the typesetter could not set."), error.message)


def page_count(pdf: bytes) -> int:
    """How many pages a file of the typesetter's has: the only number beside a list of pages."""
    found = re.search(rb"/Type ?/Pages ?/Count (\d+)|/Count (\d+) /Kids \[[^]]*\] /Type /Pages", pdf)
    if found is None:
        raise ValueError("no file of this typesetter")
    return int(found[1] or found[2])
