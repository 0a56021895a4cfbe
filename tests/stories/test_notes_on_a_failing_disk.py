"""A reader writes while the disk fails: the words stay in the editor, the window says why, and saves once it can.

Each story is told twice, by the card's note and by a comment on a mark. A laptop that sleeps meanwhile has its story in
test_killed_while_typing.py, a stick that is pulled out in test_notes_survive.py.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit

from briefing_app.gui.application import Windows, make_application
from briefing_app.gui.main_window import MainWindow
from briefing_app.gui.notes_panel import NotesPanel
from briefing_app.notes.annotations import AnnotationStore
from briefing_app.notes.recovery import faults_of
from briefing_app.notes.safe import Safe
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths, find_paths
from briefing_app.workspace import Workspace
from tests.builders import write_card
from tests.notes.test_note_failures import HOLD_THE_FILE
from tests.processes import ROOT, StartProcess
from tests.windows import OpenWindow

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX mounts and permissions")

BEFORE, AFTER = "Written before.", " Written in trouble: " + "words, words " * 700
STAYS = "The text stays here and is saved as soon as it can be."
WITHOUT_PRIVILEGES = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]  # root, bound by permissions

CHILD = """
import os, sys, traceback
from tests.stories.test_notes_on_a_failing_disk import write_through
try:
    write_through(*sys.argv[1:])
except BaseException:
    traceback.print_exc()
    os._exit(1)  # threads of the window are left
"""


class Writer:
    """Writes in both editors of a window, and reads what stands below them."""

    def __init__(self, window: MainWindow, wait_until: Callable[[Callable[[], bool]], object]) -> None:
        self._window, self._wait_until = window, wait_until

    @property
    def panels(self) -> tuple[NotesPanel, NotesPanel]:
        return self._window.notes, self._window.marking.comment

    def begin(self) -> None:
        """Open the comment on the first mark, which is made where there is none."""
        if not self._window.marking.marks.count():
            self._window.view.setTextCursor(self._window.view.document().find("The lake"))
            self._window.marking.highlight("agree")
            self._wait_until(lambda: not self._window.marking.is_busy())
        self._window.marking.marks.setCurrentRow(0)
        self._window.marking.comment_on_selection()

    def write(self, words: str) -> None:
        for panel in self.panels:
            panel.setFocus()
            editor(panel).insertPlainText(words[:-1])
            QTest.keyClicks(editor(panel), words[-1])

    def wait_for(self, state: str) -> list[str]:
        """What the status lines say once both are in this state."""
        labels = [panel.findChild(QLabel, "notesStatus") for panel in self.panels]
        self._wait_until(lambda: all(label and label.property("state") == state for label in labels))
        return [label.text() for label in labels if isinstance(label, QLabel)]

    def texts(self) -> list[str]:
        return [editor(panel).toPlainText() for panel in self.panels]


def editor(panel: NotesPanel) -> QPlainTextEdit:
    found = panel.findChild(QPlainTextEdit)
    assert isinstance(found, QPlainTextEdit)
    return found


def on_disk(notes: Path) -> list[str]:
    """The note and the comment as another process finds them."""
    with closing(NoteStore(notes)) as store, closing(AnnotationStore(notes)) as annotations:
        return [*(note.text for note in store.all()), *(one.text for one in annotations.all())]


def turn_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        QApplication.processEvents()
        assert time.monotonic() < end, [one.text() for one in QApplication.allWidgets() if isinstance(one, QLabel)]


def write_through(folder: str, trouble: str, mending: str, words: str, begins: str) -> None:
    """In a process of its own: write before, in the trouble that a shell command makes, and after it is mended.

    `begins` is "open" where the trouble comes while the file is open, "closed" where it was there at the start.
    """
    paths = find_paths(Path(folder) / "data")
    write_card(paths.library, "lake", "## Background\n\nThe lake lies between them.", title="The lake")
    window, end = open_alone(paths)
    writer = Writer(window, turn_until)
    writer.begin()
    writer.write(BEFORE)
    writer.wait_for("saved")
    if begins == "closed":
        assert window.close()
        end()
        subprocess.run(trouble, shell=True, check=False)
        window, end = open_alone(paths)
        writer = Writer(window, turn_until)
        writer.begin()
        for panel in writer.panels:
            editor(panel).moveCursor(editor(panel).textCursor().MoveOperation.End)
    else:
        subprocess.run(trouble, shell=True, check=False)
    writer.write(AFTER)
    for said in writer.wait_for("failed"):
        assert words in said and STAYS in said, said
    assert writer.texts() == [BEFORE + AFTER] * 2
    assert not window.flush() and window.card_id == "lake"
    subprocess.run(mending, shell=True, check=True)
    for said in writer.wait_for("saved"):
        assert said.startswith("Saved "), said
    assert on_disk(paths.notes) == [BEFORE + AFTER] * 2
    assert window.close()
    end()
    assert faults_of(Safe(paths.notes)) == []
    print("told")


def open_alone(paths: Paths) -> tuple[MainWindow, Callable[[], None]]:
    workspace = Workspace(paths, bundled=False)
    application = make_application(workspace)
    windows = Windows(workspace)
    window = windows.make()
    window.start("lake")
    turn_until(lambda: not window.is_busy())

    def end() -> None:
        windows.end()
        application.processEvents()
        workspace.close()

    return window, end


def tell(command: list[str], *arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, sys.executable, "-c", CHILD, *arguments], capture_output=True, env=environment, timeout=150
    )
    assert done.stdout.endswith(b"told\n"), "\n" + done.stderr.decode()[-3000:]


@posix
@pytest.mark.parametrize(
    ("trouble", "mending", "words", "begins"),
    [
        ("head -c 100M /dev/zero >> {disk}/ballast", "rm {disk}/ballast", "the disk is full. Free some space.", "open"),
        (
            "mount -o remount,ro {disk}",
            "mount -o remount,rw {disk}",
            "its disk can only be read. Take off its write protection.",
            "closed",
        ),
    ],
    ids=["full", "read-only"],
)
def test_a_disk_that_takes_nothing_more(tmp_path: Path, trouble: str, mending: str, words: str, begins: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    alone = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    if not shutil.which("unshare") or subprocess.run([*alone, "mount", "-t", "tmpfs", "x", disk]).returncode:
        pytest.skip("no small disk can be mounted here")
    mounted = f"mount -t tmpfs -o size=8m disk '{disk}' && exec \"$@\""
    tell(
        [*alone, "sh", "-c", mounted, "sh"],
        str(disk),
        trouble.format(disk=disk),
        mending.format(disk=disk),
        words,
        begins,
    )


@posix
def test_a_permission_that_is_taken_away(tmp_path: Path) -> None:
    bound = WITHOUT_PRIVILEGES if os.geteuid() == 0 else []
    if bound and not shutil.which(bound[0]):
        pytest.skip("root is bound by no permission here")
    places = f"{tmp_path}/data/notes.sqlite*"
    tell(
        bound,
        str(tmp_path),
        f"chmod a-w {places} {tmp_path}/data",
        f"chmod u+w {tmp_path}/data {places}",
        f"its folder may not be written. Allow writing in {tmp_path}/data.",
        "closed",
    )


@pytest.fixture
def writer(open_window: OpenWindow, library: Path, qtbot: object) -> Writer:
    window = open_window("geneva")
    writer = Writer(window, open_window.wait_until)
    writer.begin()
    return writer


def test_a_file_that_another_process_holds(writer: Writer, paths: Paths, start_process: StartProcess) -> None:
    writer.write(BEFORE)
    writer.wait_for("saved")
    holder = start_process(HOLD_THE_FILE, paths.notes, "NORMAL")
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    writer.write(AFTER)
    for said in writer.wait_for("failed"):
        assert "another program holds the file of notes. Close the program that uses it." in said and STAYS in said
    assert writer.texts() == [BEFORE + AFTER] * 2
    assert on_disk(paths.notes) == [BEFORE] * 2
    holder.kill()
    holder.wait()
    writer.wait_for("saved")
    assert on_disk(paths.notes) == writer.texts() == [BEFORE + AFTER] * 2


def test_a_clock_that_is_set_back(open_window: OpenWindow, library: Path, paths: Paths) -> None:
    """Edits are told in the order in which they were made, and none takes the place of another."""
    hours = iter(range(1000, 0, -1))

    def clock() -> datetime:
        return datetime(2025, 7, 10, tzinfo=UTC) + timedelta(hours=next(hours))

    window = open_window("geneva")
    writer = Writer(window, open_window.wait_until)
    writer.begin()
    workspace = window._workspace
    workspace.notes._clock = workspace.annotations._clock = clock
    for number in range(5):
        writer.write(f" {number}.")
        assert window.flush()
    assert on_disk(paths.notes) == writer.texts() == [" 0. 1. 2. 3. 4."] * 2
    mark = workspace.annotations.all()[0]
    for edits in (workspace.notes.history("geneva"), workspace.annotations.history(mark.id)):
        said = [edit.text for edit in edits if edit.text]
        assert said == [" 0. 1. 2. 3. 4.", " 0. 1. 2. 3.", " 0. 1. 2.", " 0. 1.", " 0."]
        assert [edit.revision for edit in edits] == sorted((edit.revision for edit in edits), reverse=True)
    window.close()
    again = open_window("geneva")
    assert editor(again.notes).toPlainText() == " 0. 1. 2. 3. 4."
    assert faults_of(Safe(paths.notes)) == []
