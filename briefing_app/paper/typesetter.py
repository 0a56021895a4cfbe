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
from briefing_app.paper.glyphs import Coverage, letters_of
from briefing_app.paper.source import Source, source_of
from briefing_app.templates import TemplateFolder

if TYPE_CHECKING:
    import typst
    from typst import PDFStandard

NOTES_TEMPLATE = "notes.typ"
MAIN = "main.typ"
# What of a job the templates know from the start. One card after the other has the same, and Typst keeps what it has
# made of them; all else is handed to the format.
SETTING = ("layout", "locale", "labels", "grounds", "watermark", "looks")
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


class Way(NamedTuple):
    """How a job is set: the template of its format, the families of each use, the templates of the reader's, if any."""

    template: str
    fonts: dict[str, list[str]]
    own: Source | None


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
        self._known: dict[str, Any] = {}  # what the compiler was told last, beside its source

    def pdf(self, job: Job) -> bytes:
        """The file; the same job gives the same bytes.

        Raises:
            ExportError: no bundled font can draw a character, or a card does not fit in its format.
            TemplateError: one of the reader's templates has a fault.
        """
        letters = letters_of(job.data)
        with self._turn:
            pdf = b"".join(self._set(job, letters, format="pdf", pdf_standards=STANDARDS))
        return mended(pdf) if has_marks(letters) else pdf

    def _set(self, job: Job, letters: str, **output: Any) -> list[bytes]:
        """Set a job in the format that `output`, the compiler's own options, asks for; pictures are one a page."""
        self._refuse_missing_characters(job.data, letters)
        form, data = format_of(job.form) if job.form else None, job.data
        template = form.template if form else NOTES_TEMPLATE
        way = Way(template, self._faces.families(letters), self._own_source(template))
        if form:
            data = fitted(data, form, lambda tried: self._ends(tried, way))
        return self._compiled(data, way, timestamp=datetime.fromisoformat(job.stamp), **output)

    def _compiled(self, data: Data, way: Way, **output: Any) -> list[bytes]:
        import typst  # 50 ms that only printing pays

        # What the compiler is told again it makes anew: a twentieth of a card's time.
        given = self._given(data, way)
        source, before, self._known = given.pop("input"), self._known, given
        changed = {name: value for name, value in given.items() if before.get(name) != value}
        try:
            printed = self._compiler.compile(source, **changed, **output)
        except typst.TypstError as error:
            raise _unset(data, way.own, error) from error
        return printed if isinstance(printed, list) else [cast("bytes", printed)]

    def _refuse_missing_characters(self, data: Data, letters: str) -> None:
        missing = self._coverage.missing(data, letters)
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

    def _ends(self, data: Data, way: Way) -> list[End]:
        """Where the parts of a document end; what is laid out for this, a compilation finds done."""
        import typst

        try:
            asked = typst.Compiler(**self._given(data, way), font_paths=self._loaded_fonts)
            found = json.loads(asked.query("<part-end>", field="value"))
        except RuntimeError:  # of a query, without a place: compiling fails at one
            self._compiled(data, way, format="png")
            raise
        try:
            return [end_of(one, data) for one in found]
        except ValueError as error:
            if way.own is None:
                raise
            raise way.own.fault(_("What is labelled <part-end> does not tell where a part of a card ends.")) from error

    def _given(self, data: Data, way: Way) -> dict[str, Any]:
        """What the compiler gets: the job in a source of its own, which calls the format, and its setting. The built-in
        templates are read where they lie, as Typst then keeps what it has made of them; with one of the reader's among
        them it is handed all, and finds no file."""
        printed = _json({name: value for name, value in data.items() if name not in SETTING})
        setting = {name: data[name] for name in SETTING if name in data} | {
            "comments": _beside(data),
            "fonts": way.fonts,
        }
        main = f'#import "{way.template}": file\n#file(json(bytes({_literal(printed)})))'
        return {
            "input": {MAIN: main.encode(), **(way.own.files if way.own else {})},
            "root": self._templates / way.template if way.own else self._templates,
            "sys_inputs": {"setting": _json(setting)},
        }

    @cached_property
    def _compiler(self) -> typst.Compiler:
        import typst

        return typst.Compiler(root=self._templates, font_paths=self._loaded_fonts)

    @cached_property
    def _loaded_fonts(self) -> typst.Fonts:
        import typst

        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(self._fonts)])

    def _own_source(self, template: str) -> Source | None:
        """The templates where one of them is the reader's, read anew each time; None for the built-in ones alone."""
        source = source_of(self.own, template) if self.own is not None and self.own.is_there else None
        return source if source is not None and source.has_own else None


def _json(data: Data) -> str:
    return json.dumps(data, ensure_ascii=False)


def _literal(text: str) -> str:
    """Text without control characters as a string of Typst's."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _beside(data: Data) -> Data:
    """The notes that stand beside their words, by their labels."""
    cards = data["cards"] if data["layout"]["beside"] else ()
    return {
        note["label"]: {**note, "direction": card["locale"]["direction"]}
        for card in cards
        for note in card["notes"]
        if note["number"]
    }


def _unset(data: Data, own: Source | None, error: typst.TypstError) -> BriefingError:
    if own is not None:
        return own.fault(error.message, error.diagnostic)
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
