"""What fails a test besides its own assertions: traces that the app promises never to leave.

Every test is watched for
- a record logged from WARNING up (a test that expects one looks at `caplog` and then calls `caplog.clear()`),
- a message of Qt's,
- a window left open,
- a file or folder in the home folder, which is an empty one made for the run,
- an Internet socket (marker `listens`: the test itself may open one, to see that nobody calls).

Python's warnings are errors by pytest's own setting. Every switch is tried in test_strictness.py.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).parent.parent

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <match target="pattern"><edit name="family" mode="append_last"><string>Noto Sans</string></edit></match>
</fontconfig>
"""

# Messages that say nothing about the app, each with its reason.
HARMLESS = (
    "This plugin does not support propagateSizeHints()",  # the off-screen platform has no window manager to ask
    "This plugin does not support raise()",
    "This plugin does not support grabbing the keyboard",  # for a popup; nor has it a keyboard
)


class Watch:
    """Collects what happened behind a test's back. One per run: audit hooks cannot be taken back."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="briefing-app-home-"))
        self.listening_allowed = False
        self._sockets: list[str] = []
        self._qt_messages: list[str] = []

    def prepare_environment(self, *, onscreen: bool) -> None:
        """Point the process away from the user's home, language, fonts and display. Before the first QApplication."""
        for variable in ("BRIEFING_APP_DATA_DIR", "LANGUAGE"):
            os.environ.pop(variable, None)
        for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ.pop(variable, None)
        os.environ |= {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "APPDATA": str(self.home / "AppData" / "Roaming"),
            "LOCALAPPDATA": str(self.home / "AppData" / "Local"),
            "LC_ALL": "C.UTF-8",
            "FONTCONFIG_FILE": str(_fonts_that_ship()),
            "QT_LOGGING_RULES": "",
        }
        if not onscreen:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"

    def begin(self) -> None:
        """Watch anew; also where the app or another test has put its own handler of Qt's messages."""
        qInstallMessageHandler(self._note_qt_message)

    def note_audit_event(self, event: str, arguments: tuple[object, ...]) -> None:
        """sys.addaudithook's hook: keep who opened an Internet socket or asked for a name."""
        if event == "socket.__new__":
            if self.listening_allowed or arguments[1] not in (socket.AF_INET, socket.AF_INET6):
                return
        elif event not in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"):
            return
        elif event in ("socket.connect", "socket.sendto") and not isinstance(arguments[1], tuple):
            return  # a local (AF_UNIX) address is a path
        stack = traceback.extract_stack(sys._getframe(1), limit=8)
        callers = [frame for frame in stack if Path(frame.filename).name != "socket.py"]
        self._sockets.append(f"{event} by\n{''.join(traceback.format_list(callers[-2:]))}")

    def offences(self, records: list[logging.LogRecord]) -> list[str]:
        """What the test did that no test may do, each as a sentence; forgets it, so that the next test starts clean."""
        found = [f"logged {r.levelname} by {r.name}: {r.getMessage()}" for r in records if r.levelno >= logging.WARNING]
        found += [f"a message of Qt's: {message}" for message in self._qt_messages]
        found += [f"an Internet socket: {call}" for call in self._sockets]
        found += [f"a window left open: {window}" for window in _close_windows()]
        found += [f"a touched home folder: {path.relative_to(self.home)}" for path in sorted(self.home.rglob("*"))]
        self._qt_messages.clear()
        self._sockets.clear()
        if any(self.home.iterdir()):
            shutil.rmtree(self.home)
            self.home.mkdir()
        return found

    def end(self) -> None:
        """Remove the home folder that was made for the run."""
        qInstallMessageHandler(None)
        shutil.rmtree(self.home, ignore_errors=True)

    def _note_qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if message not in HARMLESS:
            self._qt_messages.append(f"{kind.name} {context.category}: {message}")


WATCH = pytest.StashKey[Watch]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--onscreen", action="store_true", help="show the windows on the display there is")


def pytest_configure(config: pytest.Config) -> None:
    watch = Watch()
    watch.prepare_environment(onscreen=config.getoption("onscreen"))
    sys.addaudithook(watch.note_audit_event)
    config.stash[WATCH] = watch


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[WATCH].end()


@pytest.fixture(autouse=True)
def strictness(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail the test that leaves one of the traces. Set up first, so that it looks when all else is torn down."""
    watch = request.config.stash[WATCH]
    watch.listening_allowed = request.node.get_closest_marker("listens") is not None
    watch.begin()
    umask = os.umask(0o022)
    yield
    os.umask(umask)
    watch.listening_allowed = False
    records = [record for phase in ("setup", "call", "teardown") for record in caplog.get_records(phase)]
    offences = watch.offences(records)
    if offences:
        pytest.fail("This test left\n- " + "\n- ".join(offences), pytrace=False)


def _fonts_that_ship() -> Path:
    """A configuration in which the system has the bundled fonts and no others, so that text is as wide everywhere."""
    folder = ROOT / "build" / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "fonts.conf"
    text = FONTS_CONF.format(fonts=ROOT / "resources" / "fonts", cache=folder / "fontconfig")
    file.write_text(text, encoding="utf-8")
    return file


def _close_windows() -> list[str]:
    """Close every window and carry out deferred deletes; names the windows that were still shown."""
    if QCoreApplication.instance() is None:
        return []
    windows = QApplication.topLevelWidgets()
    shown = [f"{type(window).__name__} “{window.windowTitle()}”" for window in windows if window.isVisible()]
    for window in windows:
        window.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return shown
