"""One run of the app: fonts, style, one instance, its windows; notes saved whatever ends it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSettings, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

from briefing_app.errors import BriefingError, TemplateError
from briefing_app.gui.fonts import FontShelf
from briefing_app.gui.instance import Instance
from briefing_app.gui.main_window import MainWindow
from briefing_app.gui.style import furniture_font
from briefing_app.gui.tasks import Collector
from briefing_app.gui.upkeep import Upkeep
from briefing_app.i18n import _, direction
from briefing_app.library.index import is_damage

if TYPE_CHECKING:
    from briefing_app.gui.locking import Locking
    from briefing_app.workspace import Workspace

SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")
POLL_MS = 250
STEP_PX = 28  # between two windows
# Python's own 5 ms are for programs in which nobody waits: after each of its steps Qt would wait as long for work done
# in the background, and one frame has many.
SWITCH_SECONDS = 0.001

_log = logging.getLogger(__name__)


def run(workspace: Workspace, card_ids: Sequence[str] = ()) -> int:
    """Open the window and stay until it is closed, or bring forward the one that is open; the process's exit code."""
    application = make_application(workspace)
    card_id = card_ids[0] if card_ids else ""
    instance = Instance(workspace.paths.data)
    if not instance.take(card_id):
        return 0
    sys.setswitchinterval(SWITCH_SECONDS)
    windows = Windows(workspace)
    windows.make().start(card_id)
    instance.asked_to_open.connect(windows.come_forward)
    guard = Guard(application, windows)
    code = application.exec()
    windows.end()  # a signal or the end of the session closes no window
    guard.release()
    instance.release()
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


class Windows(QObject):
    """The windows that are open on one workspace; what one of them changes, the others show."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._fonts = FontShelf(workspace.paths.resources / "fonts")
        self.upkeep = Upkeep(workspace, self)
        self.opened: list[MainWindow] = []
        self._template_faults: set[str] = set()  # that were told
        workspace.tell_template_fault = self._tell_template_fault
        self._collector = Collector(self)
        QApplication.setFont(furniture_font())

    @cached_property
    def locking(self) -> Locking:
        """What locks and encrypts the notes; made when it is asked for."""
        from briefing_app.gui.locking import Locking

        return Locking(self._workspace, self)

    def make(self) -> MainWindow:
        """A window, not yet shown: its `start` does that."""
        window = MainWindow(self._workspace, self._fonts, self.upkeep, lambda: self.locking)
        self.opened.append(window)
        window.window_wanted.connect(self.open_another)
        window.quit_wanted.connect(self.close)
        window.templates_wanted.connect(self._use_templates_anew)
        window.built_in_templates_wanted.connect(self._use_built_in_templates)
        window.marks_changed.connect(lambda: self._tell_others(window))
        window.closed.connect(lambda: self._forget(window))
        return window

    def open_another(self, card_id: str) -> MainWindow:
        """Open one more window, a little below the one before."""
        before = self.opened[-1].pos() if self.opened else None
        window = self.make()
        if before is not None:
            window.move(before + QPoint(STEP_PX, STEP_PX))
        window.start(card_id)
        return window

    def close(self) -> bool:
        """Close all; False where one stays open, since its note cannot be saved."""
        closed = [window.close() for window in tuple(self.opened)]
        return all(closed)

    def flush(self) -> bool:
        """Save every note that is being written; False where one could not be saved."""
        saved = [window.flush() for window in self.opened]
        return all(saved)

    def end(self) -> None:
        """End what runs in the background."""
        for window in tuple(self.opened):
            window.end_work()
            self._forget(window)
        self.upkeep.stop()
        self._collector.end()

    def come_forward(self, card_id: str) -> None:
        """Bring the window that was used last to the front, with the card that was asked for."""
        window = self.front
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        if card_id:
            window.show_wanted(card_id)

    @property
    def front(self) -> MainWindow:
        """The window in which the reader is told what concerns all."""
        return next((one for one in self.opened if one.isActiveWindow()), self.opened[-1])

    def _tell_template_fault(self, error: TemplateError) -> None:
        """Tell once what is wrong with a template of the reader's; the page is there all the same."""
        if error.sentence not in self._template_faults:
            self._template_faults.add(error.sentence)
            self.front.message.fail(error)

    def _use_templates_anew(self) -> None:
        """Set all pages again; what was told of faults is told again where it is still so."""
        told, self._template_faults = self._template_faults, set()
        for window in self.opened:
            window.message.withdraw(told)
            if not window.is_covered:
                window.showing.redraw()

    def _use_built_in_templates(self) -> None:
        self._workspace.use_built_in_templates()
        self._use_templates_anew()
        self.front.message.tell(_("The built-in templates are used until the app is closed."))

    def _tell_others(self, window: MainWindow) -> None:
        for other in self.opened:
            if other is not window:
                other.writing.take_up_changes()

    def _forget(self, window: MainWindow) -> None:
        if window in self.opened:
            self.opened.remove(window)
            window.deleteLater()


class Guard(QObject):
    """Saves the note before anything that ends the process: a signal, the end of the session, a fault of ours."""

    def __init__(self, application: QApplication, windows: Windows) -> None:
        super().__init__(application)
        self._application, self._windows = application, windows
        self._showing = False
        self._before = sys.excepthook
        sys.excepthook = self._fault
        application.commitDataRequest.connect(self._session_ends)
        application.aboutToQuit.connect(windows.flush)
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
        if self._windows.close():
            self._application.quit()

    def _session_ends(self, session: QSessionManager) -> None:
        if not self._windows.flush() and session.allowsInteraction():
            session.cancel()  # the editor holds the only copy

    def _fault(self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        """An exception that nobody expected: notes first, then say so."""
        saved = self._saved()
        if issubclass(kind, KeyboardInterrupt):
            self._application.quit()
            return
        if isinstance(error, BriefingError):
            if self._windows.opened:
                self._windows.front.message.fail(error)
            return
        if isinstance(error, Exception) and is_damage(error):  # of a cache, found while a row was drawn
            self._windows.upkeep.fail(error)
            return
        details = _where(error)
        _log.error("unforeseen: %s", kind.__name__)
        if not self._showing:  # a fault that repeats itself is shown once at a time
            self._showing = True
            from briefing_app.gui import dialogs

            dialogs.show_failure(details, saved=saved)
            self._showing = False

    def _saved(self) -> bool:
        try:
            return self._windows.flush()
        except Exception as error:  # noqa: BLE001 - the fault may lie in the saving itself: then the reader is told so
            _log.error("the note could not be saved: %s", type(error).__name__)
            return False


def _where(error: BaseException) -> str:
    """Where an error and those that led to it happened, for a report; not what they say, which may quote a note."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None:
        chain.append(following)
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return "\n\n".join(
        "".join(traceback.format_tb(one.__traceback__)) + type(one).__qualname__ for one in reversed(chain)
    )
