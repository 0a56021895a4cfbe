"""Makes the pages that a preview shows: what was chosen last wins, and whatever waits for an older choice is ended."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from briefing_app.card_export import Draft, Wish, draft, pages_of, proof_of
from briefing_app.errors import BriefingError
from briefing_app.gui.tasks import Latest
from briefing_app.making import CancelledError, Making

if TYPE_CHECKING:
    from briefing_app.workspace import Workspace


class PageMaking(QObject):
    """The pages of some cards, made in the background.

    Attributes:
        drafted: the cards as they were read, with the pages that were made last; None until then.
    """

    read = Signal()
    """The cards are read, and so are the schemes of markings."""
    proofed = Signal(object)
    """The `Proof` of what is being set."""
    told = Signal(object)
    """How far it is: a `making.Stage`."""
    made = Signal(bytes)
    """The PDF of what was asked for last."""
    failed = Signal(object)
    """Why there is none: a BriefingError."""
    cancelled = Signal()
    """The reader gave it up."""

    def __init__(self, workspace: Workspace, card_ids: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._card_ids = workspace, tuple(card_ids)
        self._latest = Latest(self)
        self._making = Making()
        self.drafted: Draft | None = None

    def ask(self, wish: Wish) -> None:
        """Make the pages of `wish`, in place of all that was asked for before."""
        self._making.cancel()
        self._making = making = Making(self.told.emit)
        if self.drafted is None:
            self._latest.ask(partial(self._read, making), partial(self._take, wish, making), self._fail)
        else:
            self._set(self.drafted, wish, making)

    def forget(self) -> None:
        """Read and set all anew, when it is asked for next."""
        self.drafted = None

    def cancel(self) -> None:
        """Give up what is being made."""
        if self._latest.busy():
            self._making.cancel()

    def end(self) -> None:
        """Give it up and wait until it has ended."""
        self._making.cancel()
        self._latest.finish()

    def busy(self) -> bool:
        """Whether something is being made."""
        return self._latest.busy()

    def _read(self, making: Making) -> Draft:
        self._workspace.markings.highest(())  # which reads the schemes, here where nobody waits
        return draft(self._workspace, self._card_ids, making)

    def _take(self, wish: Wish, making: Making, drafted: Draft) -> None:
        self.drafted = drafted
        self.read.emit()
        self._set(drafted, wish, making)

    def _set(self, drafted: Draft, wish: Wish, making: Making) -> None:
        try:
            proof = proof_of(self._workspace, drafted.cards, wish)
        except BriefingError as error:
            self._latest.drop()
            self.failed.emit(error)
            return
        self.proofed.emit(proof)
        work = partial(pages_of, self._workspace, proof, drafted.press, making)
        self._latest.ask(work, self.made.emit, self._fail)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, CancelledError):
            self.cancelled.emit()
        elif isinstance(error, BriefingError):
            self.failed.emit(error)
        else:
            raise error  # a bug: the exception hook shows it
