"""Cards on their way to paper: the choices on one side, on the other the very pages that they lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QHBoxLayout, QPushButton, QScrollArea, QWidget

from briefing_app.card_export import PLAIN, Proof, Wish
from briefing_app.errors import BriefingError, LoweredError, TemplateError
from briefing_app.gui.page_making import PageMaking
from briefing_app.gui.page_preview import PagePreview
from briefing_app.gui.paper_choices import PaperChoices
from briefing_app.gui.text_dialog import titled_layout
from briefing_app.i18n import _
from briefing_app.outgoing import CHOICES, NotesChoice, counts

if TYPE_CHECKING:
    from briefing_app.workspace import Workspace

SIZE = (1040, 760)
LEAST = (600, 420)
CHOICES_WIDTH = 290
TYPED_MS = 120  # after the last letter
TYPED_MANY_MS = 700  # where the pages take a process of their own


class PaperDialog(QDialog):
    """Asks for the format, the sheet, whose notes go out and more, and shows the pages as they would be.

    Args:
        wish: what is chosen to begin with.
        choose: asks where the file goes, once the rest is chosen; None where it is printed.

    Attributes:
        target: where the file goes, once the dialog is accepted.
        making: has the cards, and the pages that were shown.

    Raises:
        NotesUnreadableError: the notes cannot be read.
    """

    built_in_wanted = Signal()
    """The reader wants the built-in templates in place of their own, one of which has a fault."""

    def __init__(
        self,
        workspace: Workspace,
        card_ids: Sequence[str],
        wish: Wish = PLAIN,
        choose: Callable[[Wish], Path | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        title = _("Print") if choose is None else _("Export")
        self.setWindowTitle(title)
        self._workspace, self._choose = workspace, choose
        self._many = len(card_ids) > 1
        self.target: Path | None = None
        going = _going(workspace, card_ids)
        self.choices = PaperChoices(wish, workspace.paper, going, len(card_ids), printed=choose is None)
        self.preview = PagePreview()
        self.preview.use_keys(self)
        self.making = PageMaking(workspace, card_ids, self)
        self._soon = QTimer(self, singleShot=True)
        self._lay_out(title, _("Choose a printer…") if choose is None else _("Export…"))
        self._connect()
        self._ask()

    def wish(self) -> Wish:
        """What is chosen."""
        return self.choices.wish()

    def is_waiting(self) -> bool:
        """Whether the pages of what is chosen are still to come."""
        return self._soon.isActive() or self.making.busy()

    def accept(self) -> None:
        """Ask where to, and close; stay open where the reader changes their mind about that."""
        if not self._do.isEnabled():
            return
        if self._choose is not None:
            self.target = self._choose(self.wish())
            if self.target is None:
                return
        super().accept()

    def done(self, result: int) -> None:
        """Close, and leave nothing that runs."""
        self._soon.stop()
        self.making.end()
        self.preview.end()
        super().done(result)

    def _lay_out(self, title: str, action: str) -> None:
        self.setMinimumSize(*LEAST)
        room = QGuiApplication.primaryScreen().availableSize()
        self.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))
        area = QScrollArea()
        area.setObjectName("paperChoices")
        area.setWidget(self.choices)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFixedWidth(CHOICES_WIDTH)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the fields in it take the keyboard
        sides = QHBoxLayout()
        sides.setSpacing(18)
        sides.addWidget(area)
        sides.addWidget(self.preview, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = titled_layout(self, title)
        layout.addLayout(sides, 1)
        layout.addWidget(buttons)
        # Only now: a button is the default of the dialog in which it stands.
        self._do: QPushButton = buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        self._do.setDefault(True)
        self._built_in = buttons.addButton(_("Use the built-in template"), QDialogButtonBox.ButtonRole.ActionRole)
        self._built_in.setAutoDefault(False)
        self._built_in.clicked.connect(self._use_built_in)
        self._built_in.hide()

    def _connect(self) -> None:
        self.choices.chosen.connect(lambda: self._ask_after(0))
        self.choices.typed.connect(lambda: self._ask_after(TYPED_MANY_MS if self._many else TYPED_MS))
        self._soon.timeout.connect(self._ask)
        self.making.read.connect(self._offer_markings)
        self.making.proofed.connect(self._take_proof)
        self.making.told.connect(self.preview.show_stage)
        self.making.made.connect(self._show_pages)
        self.making.failed.connect(self._show_problem)
        self.making.cancelled.connect(self._show_cancelled)
        self.preview.work.cancel_wanted.connect(self.making.cancel)

    def _ask_after(self, milliseconds: int) -> None:
        self.preview.dim()
        self._soon.start(milliseconds)

    def _ask(self) -> None:
        self.preview.dim()
        self._built_in.hide()
        self.making.ask(self.wish())

    def _offer_markings(self) -> None:
        schemes = self._workspace.markings.schemes.values()
        self.choices.offer_markings(level.marking for scheme in schemes for level in scheme.levels)

    def _take_proof(self, proof: Proof) -> None:
        self.choices.ask_for_reason(wanted=bool(proof.banner.reason))
        self._allow("")

    def _show_pages(self, pdf: bytes) -> None:
        self.preview.show_pages(pdf)
        self._allow("")

    def _show_problem(self, error: BriefingError) -> None:
        if isinstance(error, LoweredError):
            self.choices.ask_for_reason(wanted=True)
        self._built_in.setVisible(isinstance(error, TemplateError))
        sentence = "\n\n".join(filter(None, (error.sentence, error.hint)))
        self.preview.show_problem(sentence)
        self._allow(error.sentence)

    def _use_built_in(self) -> None:
        self.built_in_wanted.emit()
        self.making.forget()
        self._ask()

    def _show_cancelled(self) -> None:
        self.preview.show_problem(_("The preview was given up. The next choice makes it anew."))

    def _allow(self, reason: str) -> None:
        self._do.setEnabled(not reason)
        self._do.setToolTip(reason)
        self._do.setAccessibleDescription(reason)


def _going(workspace: Workspace, card_ids: Sequence[str]) -> dict[NotesChoice, int]:
    """How many notes on all of the cards go out with each choice."""
    each = [counts(workspace.written_on(card_id)) for card_id in card_ids]
    return {choice: sum(one[choice] for one in each) for choice in CHOICES}
