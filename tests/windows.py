"""A window on a real workspace for tests, and how a test acts on it: keys, clicks, public methods."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit, QWidget

from briefing_app.gui.card_rows import ROW_ROLE, Row
from briefing_app.paths import Paths
from briefing_app.screen.style import UNSEEN
from tests.builders import write_card

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from briefing_app.gui.application import Windows
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.workspace import Workspace


LAKE = {"name": "Anna Lake", "role": "Minister of Water", "country": "CH"}


class OpenWindow:
    """Starts the app, as often as asked, each time on what the time before left."""

    def __init__(self, qtbot: QtBot, paths: Paths) -> None:
        self._qtbot, self._paths = qtbot, paths
        self._opened: list[tuple[Windows, Workspace]] = []

    def __call__(
        self,
        card_id: str = "",
        *,
        bundled: bool = False,
        extra_folders: tuple[Path, ...] = (),
        home: bool = False,
        settled: bool = True,
    ) -> MainWindow:
        """Open a window and wait until it has settled, unless that is not wanted.

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
        if settled:
            self.settle(window)
        return window

    def settle(self, window: MainWindow) -> None:
        """Wait until nothing is being done in the background any more."""

        def settled() -> bool:
            QApplication.processEvents()  # what was told from another thread and not heard yet
            return window.state != "loading" and not window.is_busy()

        self._qtbot.waitUntil(settled, timeout=20_000)
        QApplication.processEvents()

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait for what may take as long as the app waits for another process, or before it tries again."""
        self._qtbot.waitUntil(condition, timeout=20_000)

    @property
    def windows(self) -> Windows:
        """Those of the last start."""
        return self._opened[-1][0]

    def close(self) -> None:
        """Close what is still open."""
        while self._opened:
            windows, workspace = self._opened.pop()
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
def fishing_library(library: Path) -> Path:
    """The three cards, and three more about fishing."""
    write_card(library, "quota", "Fishing quotas were set.", title="Quotas", date="2024-05-02", topics=["fisheries"])
    write_card(library, "fish", "About boats.", title="Fishing", date="2020-01-02", countries=["NO"], actors=[LAKE])
    write_card(library, "boats", "Boats for fishing.", title="Boats", date="2022-03-04", countries=["NO", "CH"])
    return library


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


def when_dialog_opens(act: Callable[[QWidget], object], above: QWidget | None = None) -> None:
    """Do something with the next dialog that opens, once it waits for the reader; `above` is the one open already.

    A dialog on which that failed is closed: nobody else would, and the test would wait for ever.
    """

    def look() -> None:
        dialog = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if dialog is None or dialog is above:
            QTimer.singleShot(5, look)
            return
        try:
            act(dialog)
        except BaseException:
            dialog.close()
            raise

    QTimer.singleShot(0, look)


def back_to(window: QWidget) -> None:
    """Give the window the keyboard, as a desktop does when a dialog goes."""
    window.activateWindow()
    while not window.isActiveWindow():
        QApplication.processEvents()


def rows(window: MainWindow) -> list[str]:
    """The lines of the list, headings among them."""
    model = window.sidebar.model
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def row(window: MainWindow, title: str) -> Row:
    """What the list says of the card with this title, at its first place."""
    found = window.sidebar.model.index(rows(window).index(title)).data(ROW_ROLE)
    assert isinstance(found, Row)
    return found


def marked(window: MainWindow) -> str:
    """The title of the row that the list shows as chosen."""
    return " ".join(index.data() for index in window.sidebar.list.selectedIndexes())


def page(window: MainWindow) -> str:
    """The words of the page that is shown."""
    return window.view.toPlainText().translate(dict.fromkeys(map(ord, UNSEEN)))


def press(widget: QWidget, keys: str) -> None:
    """Press keys as a command names them: "Ctrl+Shift+F"."""
    QTest.keySequence(widget, QKeySequence(keys))


def type_query(window: MainWindow, text: str) -> None:
    """Type into the search field in place of what stands there."""
    window.focus_search()
    press(window.sidebar.field, "Ctrl+A")
    QTest.keyClicks(window.sidebar.field, text)


def label(window: MainWindow, name: str) -> str:
    """What a line below the search field says, "" where it is hidden: "explanation", "counts", "listMessage"."""
    found = window.sidebar.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text() if found.isVisible() else ""


def click_button(parent: QWidget, text: str) -> None:
    """Click the button in sight that says this."""
    found = next(
        one for one in parent.findChildren(QAbstractButton) if one.text().replace("&", "") == text and one.isVisible()
    )
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)
