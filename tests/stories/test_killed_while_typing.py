"""A window dies at any moment while its reader types: what it called saved is there, and the files are sound.

More kills than the suite's: BRIEFING_APP_KILLS=200 pytest tests/stories/test_killed_while_typing.py -s
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from pathlib import Path
from subprocess import Popen
from typing import NamedTuple

import pytest

from briefing_app.notes.annotations import AnnotationStore
from briefing_app.notes.recovery import faults_of
from briefing_app.notes.safe import Safe
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths
from tests.processes import StartProcess

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL and SIGSTOP")

KILLS = int(os.environ.get("BRIEFING_APP_KILLS", "4"))
LONGEST_LIFE = 2.5  # seconds of typing
PAST_ALL_TIMERS = 1.0  # seconds

# Types into the card's note and into a comment by turns, at changing speeds; tells what is saved once it is.
TYPE_UNTIL_KILLED = """
import json, os, random, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from briefing_app.gui.application import Windows, make_application
from briefing_app.paths import find_paths
from briefing_app.workspace import Workspace
from tests.builders import write_card

workspace = Workspace(find_paths(Path(sys.argv[1])), bundled=False)
chance = random.Random(int(sys.argv[2]))
if not workspace.paths.library.exists():
    write_card(workspace.paths.library, "lake", "The parties met at the lake.", title="The lake")
app = make_application(workspace)
windows = Windows(workspace)
window = windows.make()
window.start("lake")
while window.is_busy() or window.card_id != "lake":
    app.processEvents()
if not workspace.annotations.all("lake"):
    window.view.setTextCursor(window.view.document().find("parties met"))
    window.marking.highlight("agree")
window.marking.load_again()
while window.is_busy():
    app.processEvents()
mark = workspace.annotations.all("lake")[0]
window.marking._open_comment(mark.id)
panels = [window.notes, window.marking.comment]

def tell(note):
    os.write(1, json.dumps([note.card_id, note.text]).encode() + b"\\n")

for panel in panels:
    panel.note_saved.connect(tell)
    panel.findChild(QPlainTextEdit).moveCursor(QTextCursor.MoveOperation.End)
number = 0

def type_on():
    global number
    editor = panels[number // 7 % 2].findChild(QPlainTextEdit)
    editor.setFocus()
    QTest.keyClicks(editor, f" {number}" + chance.choice(["", ", and so on", "\\r"]))
    number += 1
    QTimer.singleShot(chance.choice([0, 5, 20, 60, 60, 500]), type_on)

os.write(1, b"ready\\n")
type_on()
app.exec()
"""


class Life(NamedTuple):
    """What one window acknowledged before its end: the last text of each item, and how many there were."""

    texts: dict[str, str]
    acknowledged: int


def live(process: Popen[bytes], seconds: float, *, stops: int = 0) -> Life:
    """Let the window type for some time, stop and wake it as a lid does, and kill it."""
    assert process.stdout
    assert process.stdout.readline() == b"ready\n"
    for _stop in range(stops):
        time.sleep(seconds / (stops + 1))
        process.send_signal(signal.SIGSTOP)
        time.sleep(PAST_ALL_TIMERS)
        process.send_signal(signal.SIGCONT)
    time.sleep(seconds / (stops + 1))
    process.kill()
    lines = [line for line in process.stdout.read().split(b"\n") if line.endswith(b"]")]
    return Life(dict(map(json.loads, lines)), len(lines))


def on_disk(path: Path) -> dict[str, str]:
    """What a start after the kill would find."""
    notes, annotations = NoteStore(path), AnnotationStore(path)
    texts = {note.card_id: note.text for note in notes.all()} | {one.id: one.text for one in annotations.all()}
    assert notes.take_news() == ""  # nothing had to be restored
    notes.close()
    annotations.close()
    return texts


def lost(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Items that say less than was acknowledged: the window only ever adds to them."""
    return [item for item, text in before.items() if not after.get(item, "").startswith(text)]


def test_no_acknowledged_text_is_lost_to_a_kill(paths: Paths, data_dir: Path, start_process: StartProcess) -> None:
    chance = random.Random(1979)
    known: dict[str, str] = {}
    acknowledged, gone, unsound = 0, 0, 0
    for kill in range(KILLS):
        life = live(start_process(TYPE_UNTIL_KILLED, data_dir, kill), chance.random() * LONGEST_LIFE)
        known |= life.texts
        acknowledged += life.acknowledged
        unsound += bool(faults_of(Safe(paths.notes)))
        after = on_disk(paths.notes)
        gone += len(lost(known, after))
        known = after
    print(f"{KILLS} kills, {acknowledged} acknowledged edits, {gone} lost, {unsound} times unsound")
    assert acknowledged >= KILLS / 2
    assert len(known) == 2 and all(known.values())  # the card's note and the comment
    assert (gone, unsound) == (0, 0)


def test_a_window_that_slept_goes_on_saving(paths: Paths, data_dir: Path, start_process: StartProcess) -> None:
    """As a laptop suspended: all timers are over when it wakes, perhaps in the midst of a saving."""
    life = live(start_process(TYPE_UNTIL_KILLED, data_dir, 3), 2.0, stops=3)
    assert life.acknowledged > 3
    assert faults_of(Safe(paths.notes)) == []
    assert lost(life.texts, on_disk(paths.notes)) == []
