"""Every switch of strictness.py fails the test that trips it, and only that one."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

OFFENDERS = """
import contextlib, logging, os, socket, warnings
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication, QWidget

def test_innocent(): pass
def test_python_warning(): warnings.warn("old")
def test_log_record(): logging.getLogger("x").warning("secret words")
def test_expected_log_record(caplog):
    logging.getLogger("x").warning("expected")
    assert caplog.messages == ["expected"]
    caplog.clear()
def test_qt_message(): qWarning("something of Qt's")
def test_qt_message_at_teardown(request): request.addfinalizer(lambda: qWarning("late"))
def test_window(qapp):
    window = QWidget()
    window.setWindowTitle("Forgotten")
    window.show()
    qapp.forgotten = window
def test_closed_window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
def test_home(): Path.home().joinpath("trace").write_text("x")
def test_socket(): socket.socket().close()
def test_name(): pytest.raises(OSError, socket.getaddrinfo, "nobody.invalid", 80)
@pytest.mark.listens
def test_listener():
    with socket.create_server(("127.0.0.1", 0)): pass
@pytest.mark.listens
def test_caller():
    with socket.create_server(("127.0.0.1", 0)) as server, contextlib.suppress(OSError):
        socket.create_connection(server.getsockname()).close()
def test_local_socket():
    for end in socket.socketpair(): end.close()
def test_innocent_after_all(): pass
@pytest.mark.unheard_of
def test_marker(): pass
"""


def run(pytester: pytest.Pytester, source: str) -> pytest.RunResult:
    """Run tests as this project does, with its settings and switches, in a process of their own."""
    pytester.makepyprojecttoml((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pytester.mkdir("tests").joinpath("conftest.py").write_text('pytest_plugins = ["tests.strictness"]\n')
    pytester.path.joinpath("tests", "test_offenders.py").write_text(source)
    pytester.path.joinpath("tests", "strictness.py").write_text((ROOT / "tests" / "strictness.py").read_text())
    return pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider")


def test_each_trace_fails_the_test_that_left_it(pytester: pytest.Pytester) -> None:
    result = run(pytester, OFFENDERS.replace("@pytest.mark.unheard_of\ndef test_marker(): pass\n", ""))
    result.assert_outcomes(passed=14, failed=1, errors=8)
    result.stdout.re_match_lines_random(
        [
            r"FAILED tests/test_offenders.py::test_python_warning.*",
            r"ERROR tests/test_offenders.py::test_log_record .*",
            r"ERROR tests/test_offenders.py::test_qt_message .*",
            r"ERROR tests/test_offenders.py::test_qt_message_at_teardown .*",
            r"ERROR tests/test_offenders.py::test_window .*",
            r"ERROR tests/test_offenders.py::test_home .*",
            r"ERROR tests/test_offenders.py::test_socket .*",
            r"ERROR tests/test_offenders.py::test_name .*",
            r"ERROR tests/test_offenders.py::test_caller .*",
        ]
    )
    result.stdout.fnmatch_lines_random(
        [
            "- logged WARNING by x: secret words",
            "- a message of Qt's: QtWarningMsg default: something of Qt's",
            "- a message of Qt's: QtWarningMsg default: late",
            "- a window left open: QWidget “Forgotten”",
            "- a touched home folder: trace",
            "- an Internet socket: socket.__new__ by",
            "- an Internet socket: socket.getaddrinfo by",
            "- an Internet socket: socket.connect by",
        ]
    )


def test_an_unknown_marker_stops_the_run(pytester: pytest.Pytester) -> None:
    result = run(pytester, OFFENDERS)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines_random(["*'unheard_of' not found in `markers`*"])
