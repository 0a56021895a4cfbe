"""One run of the window: fonts, style, one instance; notes saved whatever ends it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

from briefing_app.errors import BriefingError
from briefing_app.gui.fonts import FontShelf
from briefing_app.gui.instance import Instance
from briefing_app.gui.main_window import MainWindow
from briefing_app.gui.style import furniture_font
from briefing_app.i18n import _, direction

if TYPE_CHECKING:
    from briefing_app.workspace import Workspace

SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")
POLL_MS = 250

_log = logging.getLogger(__name__)


def run(workspace: Workspace, card_ids: Sequence[str] = ()) -> int:
    """Open the window and stay until it is closed, or bring forward the one that is open; the process's exit code."""
    application = make_application(workspace)
    card_id = card_ids[0] if card_ids else ""
    instance = Instance(workspace.paths.data)
    if not instance.take(card_id):
        return 0
    window = make_window(workspace)
    window.start(card_id)
    instance.asked_to_open.connect(lambda card_id: _come_forward(window, card_id))
    guard = Guard(application, window)
    code = application.exec()
    window.end_work()  # a signal or the end of the session closes no window
    guard.release()
    instance.release()
    window.deleteLater()
    return code


def make_application(workspace: Workspace) -> QApplication:
    """The application object, with our names, our font and the direction of the window's language."""
    QApplication.setApplicationName("briefing-app")
    QApplication.setApplicationDisplayName(_("Briefing App"))
    QApplication.setDesktopFileName("briefing-app")
    # Qt's own file dialog would write the folders that the reader went to into a settings file of its own.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
    running = QApplication.instance()
    # By argument, since setStyle() hands the style back and PySide looks 10 ms for what kind of style it is.
    application = running if isinstance(running, QApplication) else QApplication([*sys.argv[:1], "-style", "Fusion"])
    rtl = direction(workspace.language) == "rtl"
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    return application


def make_window(workspace: Workspace) -> MainWindow:
    """A window on the workspace, not yet shown: `start` does that."""
    fonts = FontShelf(workspace.paths.resources / "fonts")
    QApplication.setFont(furniture_font())
    return MainWindow(workspace, fonts)


class Guard(QObject):
    """Saves the note before anything that ends the process: a signal, the end of the session, a fault of ours."""

    def __init__(self, application: QApplication, window: MainWindow) -> None:
        super().__init__(application)
        self._application, self._window = application, window
        self._showing = False
        self._before = sys.excepthook
        sys.excepthook = self._fault
        application.commitDataRequest.connect(self._session_ends)
        application.aboutToQuit.connect(window.flush)
        self._restore_signals = self._listen()

    def release(self) -> None:
        """Let faults and signals go where they went before."""
        sys.excepthook = self._before
        self._restore_signals()

    def _listen(self) -> Callable[[], None]:
        """Python runs a signal's handler only between its own steps: while Qt waits, something must wake it."""
        numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
        before = {number: signal.signal(number, self._asked_to_stop) for number in numbers}
        wake = self._wake_by_timer if os.name == "nt" else self._wake_by_pipe
        stop_waking = wake()

        def restore() -> None:
            stop_waking()
            for number, handler in before.items():
                signal.signal(number, handler)

        return restore

    def _wake_by_timer(self) -> Callable[[], None]:
        timer = QTimer(self, interval=POLL_MS)
        timer.timeout.connect(lambda: None)
        timer.start()
        return timer.stop

    def _wake_by_pipe(self) -> Callable[[], None]:
        read_end, write_end = os.pipe()
        for end in (read_end, write_end):
            os.set_blocking(end, False)
        before = signal.set_wakeup_fd(write_end)
        notifier = QSocketNotifier(read_end, QSocketNotifier.Type.Read, self)
        notifier.activated.connect(lambda: os.read(read_end, 64))

        def stop() -> None:
            notifier.setEnabled(False)
            signal.set_wakeup_fd(before)
            os.close(read_end)
            os.close(write_end)

        return stop

    def _asked_to_stop(self, _number: int, _frame: object) -> None:
        """Python calls this between any two steps of ours, perhaps in the midst of a saving: stop after those."""
        QTimer.singleShot(0, self._stop)

    def _stop(self) -> None:
        if self._window.close():
            self._application.quit()

    def _session_ends(self, session: QSessionManager) -> None:
        if not self._window.flush() and session.allowsInteraction():
            session.cancel()  # the editor holds the only copy

    def _fault(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """An exception that nobody expected: notes first, then say so."""
        saved = self._saved()
        if issubclass(kind, KeyboardInterrupt):
            self._application.quit()
            return
        if isinstance(error, BriefingError):
            self._window.message.fail(error)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        _log.error("unforeseen: %s", kind.__name__)
        if not self._showing:  # a fault that repeats itself is shown once at a time
            self._showing = True
            from briefing_app.gui import dialogs

            dialogs.show_failure(details, saved=saved)
            self._showing = False

    def _saved(self) -> bool:
        try:
            return self._window.flush()
        except Exception as error:  # noqa: BLE001 - the fault may lie in the saving itself: then the reader is told so
            _log.error("the note could not be saved: %s", type(error).__name__)
            return False


def _come_forward(window: MainWindow, card_id: str) -> None:
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    if card_id:
        window.show_wanted(card_id)
