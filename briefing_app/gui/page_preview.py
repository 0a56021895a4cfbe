"""The pages of a PDF, one at a time, as sharp as the screen is; or the sentence that says why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeySequence, QPainter, QPaintEvent, QPalette, QPen, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from briefing_app.gui.tasks import Latest
from briefing_app.gui.text_dialog import plain_label
from briefing_app.gui.work_bar import WorkBar
from briefing_app.i18n import _
from briefing_app.paper.pictures import POINTS, PagePictures, Picture

if TYPE_CHECKING:
    from briefing_app.making import Stage

ROOM = 12  # around a page, pixels
LEAST = QSize(300, 260)
DIMMED = 150  # of 255: how much of a page that is not the chosen one any more is taken away


class PagePreview(QWidget):
    """Shows pages; the last ones stay, dimmed, until others are there.

    `work` says how far those are, where that takes longer.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pagePreview")
        self._pictures: PagePictures | None = None
        self._number = 0
        self.shows_whole = True  # else as wide as there is room
        self._drawing = Latest(self)
        self._sheet = Sheet()
        self._area = QScrollArea()
        self._area.setObjectName("pageArea")
        self._area.setWidget(self._sheet)
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setMinimumSize(LEAST)
        self._area.setAccessibleName(_("Preview"))
        self._area.installEventFilter(self)
        self._problem = plain_label("", "previewProblem")
        self._problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._problem.setMargin(24)
        self._problem.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that a screen reader comes to it
        self._stack = QStackedWidget()
        self._stack.addWidget(self._area)
        self._stack.addWidget(self._problem)
        self.work = WorkBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.work)
        layout.addLayout(self._controls())
        self._show_place()

    # --- what is shown -------------------------------------------------------------------------------------------

    @property
    def page(self) -> int:
        """Which page is shown, from 1; 0 for none."""
        return self._number + 1 if self.count else 0

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pictures.sizes) if self._pictures is not None else 0

    @property
    def problem(self) -> str:
        """The sentence in place of the pages, "" for none."""
        return self._problem.text() if self._stack.currentWidget() is self._problem else ""

    @property
    def picture(self) -> QImage:
        """The page as it was drawn last."""
        return self._sheet.image

    def is_busy(self) -> bool:
        """Whether the page that is to be shown is not there yet."""
        return self._sheet.is_dimmed or self._drawing.busy()

    def dim(self) -> None:
        """Show that what is seen is not what was chosen last."""
        self._sheet.dim(dimmed=self.count > 0)

    def show_pages(self, pdf: bytes) -> None:
        """Show a file, at the page that was shown before, where it has one."""
        self._let_go()
        self._pictures = PagePictures(pdf)
        self._number = min(self._number, self.count - 1)
        self.work.end()
        self._stack.setCurrentWidget(self._area)
        self._draw()

    def show_problem(self, sentence: str) -> None:
        """Say why there are no pages."""
        self.work.end()
        self._sheet.dim(dimmed=False)
        self._problem.setText(sentence)
        self._problem.setAccessibleName(sentence)
        self._stack.setCurrentWidget(self._problem)
        self._show_place()

    def show_stage(self, stage: Stage) -> None:
        """Say how far the next pages are."""
        self.work.show_stage(stage)

    def turn(self, step: int) -> None:
        """Show a page further on, or back."""
        self.go_to(self._number + step)

    def go_to(self, number: int) -> None:
        """Show a page, from 0; one before the first is the first, one after the last is the last."""
        number = max(0, min(number, self.count - 1))
        if number != self._number:
            self._number = number
            self._area.verticalScrollBar().setValue(0)
            self._draw()

    def change_size(self) -> None:
        """Show the whole page, or as large as there is room for its width."""
        self.shows_whole = not self.shows_whole
        self._draw()

    def end(self) -> None:
        """Let go of the file."""
        self._let_go()

    # --- drawing -------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw the page anew for another size."""
        if watched is self._area and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._draw()
        return super().eventFilter(watched, event)

    def _draw(self) -> None:
        self._show_place()
        pictures = self._pictures
        if pictures is None:
            return
        number, size = self._number, self._size_of(*pictures.sizes[self._number])
        self._sheet.setFixedSize(size)
        ratio = self.devicePixelRatioF()
        dots = size.width() * ratio / pictures.sizes[number][0] * POINTS
        self._drawing.ask(lambda: pictures.draw(number, dots), self._put, _raise)

    def _size_of(self, width: float, height: float) -> QSize:
        """Of a page on the screen, in the window's pixels."""
        room = self._area.maximumViewportSize()
        scale = (room.width() - 2 * ROOM) / width
        if self.shows_whole:
            scale = min(scale, (room.height() - 2 * ROOM) / height)
        elif height * scale > room.height():  # a bar to scroll with takes its room
            scale = (room.width() - 2 * ROOM - self._area.verticalScrollBar().sizeHint().width()) / width
        return QSize(max(1, round(width * scale)), max(1, round(height * scale)))

    def _put(self, drawn: Picture) -> None:
        wrapped = QImage(drawn.pixels, drawn.width, drawn.height, drawn.row_bytes, QImage.Format.Format_RGB32)
        self._sheet.show_image(wrapped.copy())

    def _let_go(self) -> None:
        self._drawing.finish()
        if self._pictures is not None:
            self._pictures.close()
            self._pictures = None

    # --- controls ------------------------------------------------------------------------------------------------

    def _controls(self) -> QHBoxLayout:
        is_mirrored = self.isRightToLeft()
        back, on = Qt.ArrowType.LeftArrow, Qt.ArrowType.RightArrow
        self._back = _button(_("Previous page"), lambda: self.turn(-1), on if is_mirrored else back)
        self._on = _button(_("Next page"), lambda: self.turn(1), back if is_mirrored else on)
        self._place = plain_label("", "quiet")
        self._place.setWordWrap(False)
        self._other_size = QToolButton()
        self._other_size.clicked.connect(self.change_size)
        row = QHBoxLayout()
        for part in (self._back, self._place, self._on):
            row.addWidget(part)
        row.addStretch()
        row.addWidget(self._other_size)
        return row

    def use_keys(self, window: QWidget) -> None:
        """Let Page Up and Page Down turn pages wherever the keyboard is in `window`."""
        for keys, step in (
            (QKeySequence.StandardKey.MoveToNextPage, 1),
            (QKeySequence.StandardKey.MoveToPreviousPage, -1),
        ):
            QShortcut(keys, window, lambda step=step: self.turn(step))

    def _show_place(self) -> None:
        shown = bool(self.count) and not self.problem
        words = _("Page {number} of {count}").format(number=self.page, count=self.count) if shown else ""
        self._place.setText(words)
        self._sheet.setAccessibleName(words)
        self._back.setEnabled(shown and self._number > 0)
        self._on.setEnabled(shown and self._number < self.count - 1)
        self._other_size.setEnabled(shown)
        self._other_size.setText(_("Fu&ll width") if self.shows_whole else _("Who&le page"))


class Sheet(QWidget):
    """The picture of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sheet")
        self.image = QImage()
        self.is_dimmed = False

    def show_image(self, image: QImage) -> None:
        """Show another page, plainly."""
        self.image, self.is_dimmed = image, False
        self.update()

    def dim(self, *, dimmed: bool) -> None:
        """Show the page as one that is not up to date."""
        self.is_dimmed = dimmed
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture to the size that the page has now."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self.image.isNull():
            return
        painter.drawImage(QRect(0, 0, self.width(), self.height()), self.image)
        if self.is_dimmed:
            veil = QColor(self.palette().color(QPalette.ColorRole.AlternateBase))
            veil.setAlpha(DIMMED)
            painter.fillRect(self.rect(), veil)
        width = 1 / self.devicePixelRatioF()  # one dot of the screen, whatever its scale
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), width))
        painter.drawRect(QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2))


def _button(name: str, slot: object, arrow: Qt.ArrowType) -> QToolButton:
    button = QToolButton()
    button.setArrowType(arrow)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.clicked.connect(slot)
    return button


def _raise(error: Exception) -> None:
    raise error  # a bug: the exception hook shows it
