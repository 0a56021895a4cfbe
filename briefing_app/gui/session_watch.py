"""Tells when the reader left the machine: no key or mouse for some time, a locked screen, a laptop put to sleep."""

from __future__ import annotations

import time

from PySide6.QtCore import SLOT, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

TICK_MS = 5000
SLEPT_SECONDS = 30.0  # a tick that comes so late was slept through
INPUT = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TabletMove, QEvent.Type.InputMethod,
})  # fmt: skip
# Of the desktop's buses: which bus, interface and signal tell of it, and the slot here.
SIGNALS = (
    ("system", "org.freedesktop.login1.Manager", "PrepareForSleep", "_is_put_away(bool)"),
    ("system", "org.freedesktop.login1.Session", "Lock", "_is_locked()"),
    ("session", "org.freedesktop.ScreenSaver", "ActiveChanged", "_is_put_away(bool)"),
    ("session", "org.gnome.ScreenSaver", "ActiveChanged", "_is_put_away(bool)"),
)


class SessionWatch(QObject):
    """Watches from `start` to `stop`; the desktop's signals where there is D-Bus, the rest everywhere."""

    left = Signal()
    """The reader is not there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.idle_minutes = 0
        """After how many without a key or the mouse; 0 for never."""
        self._input = self._ticked = 0.0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.look)
        self._watched: list[QWindow] = []
        self._listens = False

    def start(self) -> None:
        """Watch from now on."""
        self._input = self._ticked = time.time()
        self._timer.start()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication) and not self._listens:
            application.focusWindowChanged.connect(self._watch_window)
            self._listens = True
            self._listen_to_the_desktop()
        self._watch_window(QGuiApplication.focusWindow())

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()

    def look(self) -> None:
        """See whether the reader has left."""
        now, before = time.time(), self._ticked
        self._ticked = now
        idle = self.idle_minutes and now - self._input > self.idle_minutes * 60
        if idle or abs(now - before) > SLEPT_SECONDS + TICK_MS / 1000:
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take note of keys and the mouse, and let everything pass."""
        if event.type() in INPUT:
            self._input = time.time()
        return super().eventFilter(watched, event)

    def _watch_window(self, window: QWindow | None) -> None:
        """On the window of the system, which sees each key and movement once."""
        if window is not None and window not in self._watched:
            self._watched.append(window)
            window.destroyed.connect(lambda: self._watched.remove(window))
            window.installEventFilter(self)

    def _listen_to_the_desktop(self) -> None:
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:  # a system without D-Bus
            return
        buses = {"system": QDBusConnection.systemBus, "session": QDBusConnection.sessionBus}
        for bus, interface, name, slot in SIGNALS:
            connection = buses[bus]()
            if connection.isConnected():
                connection.connect("", "", interface, name, self, SLOT(slot))  # type: ignore[call-overload]

    @Slot(bool)
    def _is_put_away(self, away: bool) -> None:
        if away and self._timer.isActive():
            self.left.emit()

    @Slot()
    def _is_locked(self) -> None:
        self._is_put_away(True)
