"""The real window on one reader's data, in a process of its own; prints what it measured as JSON.

python window_child.py start STARTED DATA          from STARTED (monotonic seconds) to a painted card, and on
python window_child.py use STARTED DATA            key presses and scrolling
python window_child.py index STARTED DATA FOLDER   a first start on a folder of cards
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

PATIENCE_SECONDS = 600
SCROLLS = 200


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let every event pass."""
        self.count += event.type() == QEvent.Type.Paint
        return False


class Turns:
    """Runs the event loop turn by turn and keeps how long each took, in milliseconds."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self.times: list[float] = []

    def until(self, holds: Callable[[], bool]) -> None:
        """Run the loop until something holds."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            start = time.perf_counter()
            self._application.processEvents()
            self.times.append((time.perf_counter() - start) * 1000)
            assert time.monotonic() < end, "the window did not settle"
            time.sleep(0.0002)  # as a loop that waits would; the other threads get their turn


@contextmanager
def opened(data: Path, folder: str = "") -> Iterator[tuple[Any, Turns]]:
    """The window, as the app's own start makes it."""
    from briefing_app.gui.application import SWITCH_SECONDS, Windows, make_application
    from briefing_app.paths import find_paths
    from briefing_app.workspace import Workspace

    sys.setswitchinterval(SWITCH_SECONDS)
    workspace = Workspace(find_paths(data), [Path(folder)] if folder else [])
    workspace.settings = workspace.settings._replace(home=False)
    application = make_application(workspace)
    windows = Windows(workspace)
    window = windows.make()
    window.resize(1280, 860)
    yield window, Turns(application)
    windows.close()
    windows.end()
    workspace.close()


def settled(window: Any) -> Callable[[], bool]:
    return lambda: not window.is_busy() and window.state == "card"


def start(started: float, data: Path) -> dict[str, float]:
    """Milliseconds to a painted card, to the last file looked at, and megabytes then."""
    from tests.benchmarks.start_child import megabytes

    with opened(data) as (window, turns):
        paints = Paints(window.view.viewport())
        window.start()
        turns.until(lambda: paints.count > 0 and window.state == "card")
        painted = time.monotonic()
        turns.until(settled(window))
        return {
            "painted": (painted - started) * 1000,
            "settled": (time.monotonic() - started) * 1000,
            "megabytes": megabytes(),
        }


def index(data: Path, folder: str) -> dict[str, float]:
    """The longest turn of the loop while a first index is built, and the median of those that did something."""
    with opened(data, folder) as (window, turns):
        window.start()
        turns.until(lambda: window.state == "card")
        turns.times.clear()
        turns.until(settled(window))
        return {"blocked": max(turns.times), "median": statistics.median(sorted(turns.times)[-100:])}


def use(data: Path) -> dict[str, float]:
    """Key presses until their hits are painted, and frames of scrolling; both beside bare parts."""
    from tests.benchmarks.library import QUERIES, SHOWN, bare_match, bare_words

    count = int(data.name.partition("-")[2])
    with opened(data) as (window, turns):
        window.start()
        turns.until(settled(window))
        bare = bare_words(window._workspace.library, count)
        floor = BareList(turns)
        first, complete, floors = [], [], []
        answers: list[bool] = []
        window.finding.shown.connect(answers.append)
        turns.times.clear()
        for query in QUERIES:
            times = press(window, turns, query, answers)
            first.append(times[0])
            complete.append(times[1])
            begin = time.perf_counter()
            rows = bare.execute(
                "select rowid from bare where bare match ? order by rowid desc limit ?", (bare_match(query), SHOWN)
            ).fetchall()
            floor.show([str(key) for (key,) in rows])
            floors.append((time.perf_counter() - begin) * 1000)
        blocked = max(turns.times)
        window.sidebar.search("")
        turns.until(settled(window))
        frames = scroll(window.sidebar.list, turns)
        floor.show([f"Card number {number} of the list" for number in range(count)])
        bare_frames = scroll(floor.list, turns)
        floor.list.close()
        return {
            "key": statistics.median(first),
            "key_p99": statistics.quantiles(first, n=100)[98],
            "complete": statistics.median(complete),
            "bare": statistics.median(floors),
            "frame": max(frames),
            "bare_frame": max(bare_frames),
            "blocked": blocked,
        }


class BareList:
    """A list of words and nothing else."""

    def __init__(self, turns: Turns) -> None:
        from PySide6.QtCore import QStringListModel
        from PySide6.QtWidgets import QListView

        self._turns = turns
        self.list = QListView()
        self._model = QStringListModel(self.list)
        self.list.setModel(self._model)
        self.list.setUniformItemSizes(True)
        self.list.resize(300, 800)
        self.list.show()
        self._paints = Paints(self.list.viewport())

    def show(self, rows: list[str]) -> None:
        """Set other rows, until they are painted."""
        before = self._paints.count
        self._model.setStringList(rows)
        self.list.viewport().update()
        self._turns.until(lambda: self._paints.count > before)


def press(window: Any, turns: Turns, query: str, answers: list[bool]) -> tuple[float, float]:
    """Milliseconds from the last key of a query until its first hits are painted, and until all are."""
    field, finding = window.sidebar.field, window.finding
    field.setText(query[:-1])
    turns.until(settled(window))
    paints = Paints(window.sidebar.list.viewport())
    field.setFocus()
    answers.clear()
    start = time.perf_counter()
    field.insert(query[-1])
    turns.until(lambda: bool(answers))
    before = paints.count
    window.sidebar.list.viewport().update()
    turns.until(lambda: paints.count > before)
    first = time.perf_counter() - start
    turns.until(finding.is_complete)
    whole = time.perf_counter() - start
    turns.until(settled(window))
    return first * 1000, whole * 1000


def scroll(view: Any, turns: Turns) -> list[float]:
    """Milliseconds of each frame while the list is scrolled: by small steps, by pages, and across the whole of it."""
    paints = Paints(view.viewport())
    bar = view.verticalScrollBar()
    page = max(1, bar.pageStep())
    steps = [40] * SCROLLS + [page] * SCROLLS
    places = [sum(steps[: number + 1]) for number in range(len(steps))]
    places += [bar.maximum() * number // SCROLLS for number in range(SCROLLS)]
    frames = []
    for place in places:
        before = paints.count
        start = time.perf_counter()
        bar.setValue(min(place, bar.maximum()))
        view.viewport().update()
        turns.until(lambda before=before: paints.count > before)  # type: ignore[misc]
        frames.append((time.perf_counter() - start) * 1000)
    return frames


def main(arguments: list[str]) -> int:
    what, started, data, *rest = arguments
    works: dict[str, Callable[[], dict[str, float]]] = {
        "start": lambda: start(float(started), Path(data)),
        "use": lambda: use(Path(data)),
        "index": lambda: index(Path(data), rest[0]),
    }
    print(json.dumps(works[what]()), flush=True)
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    sys.exit(main(sys.argv[1:]))
