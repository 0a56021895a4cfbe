"""One start, in a process of its own: opens a window, prints as JSON when its card was painted and what memory it took.

    python start_child.py page|list FILE.html       the floors: bare windows with the same page
    python start_child.py app DATA_DIR              the app, by its own entry point

The time is the system's monotonic clock, which whoever started the process can read as well.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QTextBrowser

PATIENCE_SECONDS = 30
LEAST_CHARACTERS = 500  # a page that says "loading" is no card


class PaintWatch(QObject):
    """Sees that a widget is about to be painted."""

    painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let every event pass."""
        self.painted = self.painted or event.type() == QEvent.Type.Paint
        return False


def main(arguments: list[str]) -> int:
    kind, *rest = arguments
    if kind in ("app", "home"):
        return open_app(*rest)
    application = QApplication([])
    window = open_floor(Path(rest[0]), with_list=kind == "list")
    window.show()
    del application
    return report_first_paint()


def open_app(data_dir: str) -> int:
    """The app's own start; its event loop is replaced by one that ends when the card is painted."""
    for owner in (QApplication, QCoreApplication):
        owner.exec = staticmethod(report_first_paint)  # type: ignore[method-assign]
    from briefing_app.cli import main as start

    return start(["--data-dir", data_dir])


def open_floor(page: Path, *, with_list: bool) -> QMainWindow:
    """A bare window with a formatted page and, if wanted, a list of 1,000 rows with a line to search in."""
    from PySide6.QtCore import QStringListModel
    from PySide6.QtWidgets import QLineEdit, QListView, QSplitter, QVBoxLayout, QWidget

    window = QMainWindow()
    browser = QTextBrowser()
    browser.setHtml(page.read_text(encoding="utf-8"))
    window.setCentralWidget(browser)
    if with_list:
        splitter, side, rows = QSplitter(), QWidget(), QListView()
        rows.setUniformItemSizes(True)
        rows.setModel(QStringListModel([f"Card number {number} of the list" for number in range(1000)], rows))
        layout = QVBoxLayout(side)
        layout.addWidget(QLineEdit())
        layout.addWidget(rows)
        splitter.addWidget(side)
        splitter.addWidget(browser)
        window.setCentralWidget(splitter)
    window.resize(1200, 800)
    return window


def report_first_paint() -> int:
    """Run the event loop until a card is painted, print when that was, close the windows."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    watch = PaintWatch()
    deadline = time.monotonic() + PATIENCE_SECONDS
    watched: QTextBrowser | None = None
    while not (watched and watch.painted and watched.document().characterCount() > LEAST_CHARACTERS):
        if time.monotonic() > deadline:
            print("No card was painted.", file=sys.stderr)
            return 1
        if watched is None:
            watched = next((w for w in application.allWidgets() if isinstance(w, QTextBrowser)), None)
            if watched is not None:
                watched.viewport().installEventFilter(watch)
                watched.viewport().update()
        application.processEvents()
    painted = time.monotonic()
    print(json.dumps({"painted": painted, "megabytes": megabytes()}), flush=True)
    for window in application.topLevelWidgets():
        window.close()
    application.processEvents()
    return 0


def megabytes() -> float:
    """The memory that this process has for itself plus its share of what it shares (PSS); the resident set elsewhere
    than on Linux."""
    rollup = Path("/proc/self/smaps_rollup")
    if rollup.exists():
        lines = rollup.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
