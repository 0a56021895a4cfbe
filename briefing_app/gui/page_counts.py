"""How many pages cards take on paper: set in the background, one after the other, and remembered by their content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from briefing_app.errors import BriefingError
from briefing_app.gui.tasks import Tasks

if TYPE_CHECKING:
    from briefing_app.books.changes import Standing
    from briefing_app.workspace import Workspace


class PageCounts(QObject):
    """Counts the pages of cards as a book has them, without notes."""

    counted = Signal()
    """One more is known."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._tasks = workspace, Tasks(self)
        self._known: dict[tuple[str, str], int] = {}  # by sheet and digest; 0 where it cannot be printed
        self._wanted: dict[str, str] = {}  # digests of cards still to be counted, by id
        self._ended = False

    @property
    def known(self) -> Mapping[str, int]:
        """The numbers so far, by the digests of the cards' contents; 0 for a card that cannot be printed."""
        return {digest: count for (paper, digest), count in self._known.items() if paper == self._workspace.paper}

    def want(self, standing: Sequence[Standing]) -> None:
        """Count these and no others."""
        known = self.known
        self._wanted = {
            one.card.id: one.entry.digest
            for one in standing
            if one.entry is not None and not one.is_missing and one.entry.digest not in known
        }
        if not self._tasks.busy():
            self._go_on()

    def forget(self) -> None:
        """Count anew what is wanted next: the templates may be others now."""
        self._known.clear()

    def busy(self) -> bool:
        """Whether there is more to count."""
        return self._tasks.busy()

    def end(self) -> None:
        """Count no more."""
        self._ended = True
        self._tasks.finish()

    def _go_on(self) -> None:
        if self._ended or not self._wanted:
            return
        from briefing_app.paper.edition import Edition, PrintedCard
        from briefing_app.paper.typesetter import page_count

        card_id, digest = self._wanted.popitem()
        paper, printer = self._workspace.paper, self._workspace.printer
        try:
            card = self._workspace.card(card_id)  # read here: the index belongs to this thread
        except BriefingError:
            self._keep(paper, digest, 0)
            return
        self._tasks.run(
            lambda: page_count(printer.pdf([PrintedCard(card)], Edition(paper))),
            lambda count: self._keep(paper, digest, count),
            lambda error: self._fail(paper, digest, error),
        )

    def _keep(self, paper: str, digest: str, count: int) -> None:
        self._known[paper, digest] = count
        if not self._ended:
            self._go_on()
            self.counted.emit()

    def _fail(self, paper: str, digest: str, error: Exception) -> None:
        self._keep(paper, digest, 0)
        if not isinstance(error, BriefingError):
            raise error  # a bug: the exception hook shows it
