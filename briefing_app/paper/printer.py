"""Cards, or notes, on paper: the records that are printed become a job, which the typesetter sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from briefing_app.cards.markings import Markings
from briefing_app.errors import ExportError
from briefing_app.i18n import _
from briefing_app.paper.banners import put_banners
from briefing_app.paper.document import document, latest_day
from briefing_app.paper.edition import Edition, Items
from briefing_app.paper.notes import NotesOfCard, notes_document
from briefing_app.paper.typesetter import Job, Typesetter
from briefing_app.templates import TemplateFolder


class Printer:
    """Prints cards and notes.

    Args:
        resources: the folder that holds `typst` and `fonts`.
        language: BCP 47 tag of the labels, dates and country names.
        markings: the schemes that say how banners look; without them all look plain.
        own: the templates of the reader, None for the built-in ones alone.
    """

    def __init__(
        self,
        resources: Path,
        language: str,
        markings: Markings | None = None,
        own: TemplateFolder | None = None,
    ) -> None:
        self._language = language
        self._markings = markings
        self.typesetter = Typesetter(resources, own)

    def job(self, items: Items, edition: Edition) -> Job:
        """What the typesetter is given: the cards in their order, each with the notes that go out with it.

        Raises:
            ExportError: there is no card.
            CardError: a card's prose is over the limits.
        """
        if not items:
            raise ExportError(_("There is no card to print."))
        data = document(items, self._language, edition)
        put_banners(data, edition.banner, self._markings)
        stamp = edition.clock or latest_day([item.card for item in items])
        return Job(data, edition.form, stamp.isoformat())

    def pdf(self, items: Items, edition: Edition) -> bytes:
        """One PDF file of `items`. The same cards, notes and clock give the same bytes.

        Raises:
            ExportError: no bundled font can draw a character, or a card does not fit in its format.
            TemplateError: one of the reader's templates has a fault.
            CardError: a card's prose is over the limits.
        """
        return self.typesetter.pdf(self.job(items, edition))

    def notes_pdf(self, sections: Sequence[NotesOfCard], paper: str) -> bytes:
        """One PDF file of notes; neither its title nor anything else about the file tells of what they say.

        Raises:
            ExportError: no bundled font can draw a character.
            TemplateError: one of the reader's templates has a fault.
        """
        data = notes_document(sections, self._language, paper)
        day = max((one.day for section in sections for one in section.notes), default=date(1970, 1, 1))
        stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return self.typesetter.pdf(Job(data, None, stamp.isoformat()))
