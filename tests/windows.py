"""A window on a real workspace for tests, and how a test acts on it: keys, clicks, public methods."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from briefing_app.paths import Paths
from tests.builders import write_card

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from briefing_app.gui.application import Windows
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.workspace import Workspace


class OpenWindow:
    """Starts the app, as often as asked, each time on what the time before left."""

    def __init__(self, qtbot: QtBot, paths: Paths) -> None:
        self._qtbot, self._paths = qtbot, paths
        self._opened: list[tuple[Windows, Workspace]] = []

    def __call__(
        self, card_id: str = "", *, bundled: bool = False, extra_folders: tuple[Path, ...] = (), home: bool = False
    ) -> MainWindow:
        """Open a window and wait until it has settled.

        Without `bundled=True` it has the reader's own cards alone, without `home=True` it begins with the last card.
        """
        from briefing_app.gui.application import Windows, make_application
        from briefing_app.workspace import Workspace

        workspace = Workspace(self._paths, extra_folders, bundled=bundled)
        workspace.settings = workspace.settings._replace(home=home)
        make_application(workspace)
        windows = Windows(workspace)
        self._opened.append((windows, workspace))
        window = windows.make()
        if not workspace.settings.geometry:
            window.resize(1280, 860)
        with self._qtbot.waitExposed(window):
            window.start(card_id)
        self.settle(window)
        return window

    def settle(self, window: MainWindow) -> None:
        """Wait until nothing is being done in the background any more."""
        self._qtbot.waitUntil(lambda: window.state != "loading" and not window.is_busy(), timeout=20_000)

    @property
    def windows(self) -> Windows:
        """Those of the last start."""
        return self._opened[-1][0]

    def close(self) -> None:
        """Close what is still open."""
        for windows, workspace in self._opened:
            windows.close()
            windows.end()
            workspace.close()


@pytest.fixture
def library(paths: Paths) -> Path:
    """The reader's own folder of cards, with three in it."""
    write_card(paths.library, "geneva", "## Background\n\nThe lake.", title="Geneva talks", date="2025-09-03")
    write_card(paths.library, "vienna", "## Background\n\nThe ring.", title="Vienna round", date="2025-09-01")
    write_card(paths.library, "oslo", "## Background\n\nThe fjord.", title="Oslo channel", date="1993-08-20")
    return paths.library


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, paths: Paths) -> Iterator[OpenWindow]:
    """Starts the app; closes what is still open at the end."""
    opener = OpenWindow(qtbot, paths)
    yield opener
    opener.close()
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


def editor(window: MainWindow) -> QPlainTextEdit:
    """Where the note is written."""
    found = window.notes.findChild(QPlainTextEdit, "notesEditor")
    assert isinstance(found, QPlainTextEdit)
    return found


def when_dialog_opens(act: Callable[[QWidget], object]) -> None:
    """Do something with the next dialog that opens, once it waits for the reader."""

    def look() -> None:
        dialog = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if dialog is None:
            QTimer.singleShot(5, look)
        else:
            act(dialog)

    QTimer.singleShot(0, look)
