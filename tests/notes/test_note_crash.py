"""What was acknowledged survives a kill at any moment, and two processes that write at once.

More kills than the suite's: BRIEFING_APP_KILLS=200 pytest tests/notes/test_note_crash.py -s
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from briefing_app.notes.engine import sqlite3
from briefing_app.notes.store import NoteStore
from tests.processes import StartProcess

KILLS = int(os.environ.get("BRIEFING_APP_KILLS", "25"))
CARDS = 5

SAVE_UNTIL_KILLED = """
import os, sys
from itertools import count
from pathlib import Path
from briefing_app.notes.store import NoteStore

store = NoteStore(Path(sys.argv[1]))
for number in count(int(sys.argv[2])):
    store.save(f"card-{number % 5}", f"{number}:" + "x" * (number * 37 % 9000))
    os.write(1, b"%d\\n" % number)
"""

SAVE_EDITS = """
import sys
from pathlib import Path
from briefing_app.notes.store import NoteStore

path, who = Path(sys.argv[1]), sys.argv[2]
store = NoteStore(path, busy_seconds=30)
print("ready", flush=True)
sys.stdin.readline()
shared = store.get("shared")
for edit in range(200):
    store.save(f"{who}-{edit % 20}", f"{who} {edit}")
    text, base = (shared.text, shared.revision) if shared else ("", 0)
    shared = store.save("shared", f"{text}\\n{who} {edit}", base)
print(f"{who} done", flush=True)
"""


def full_text(number: int) -> str:
    return f"{number}:" + "x" * (number * 37 % 9000)


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_no_acknowledged_note_is_lost_to_a_kill(
    path: Path, start_process: StartProcess, open_store: Callable[..., NoteStore]
) -> None:
    chance = random.Random(1979)
    newest: dict[str, int] = {}
    number = acknowledged = 0
    for _kill in range(KILLS):
        process = start_process(SAVE_UNTIL_KILLED, path, number)
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(chance.randrange(1, 30))]
        time.sleep(chance.random() * 0.003)  # anywhere inside the next saving
        process.kill()
        lines += process.stdout.readlines()
        for number in map(int, lines):
            newest[f"card-{number % CARDS}"] = number
        acknowledged += len(lines)
        store = open_store()
        for note in store.all():
            saved = int(note.text.split(":")[0])
            assert saved in (newest.get(note.card_id), number + 1)
            assert note.text == full_text(saved)
            newest[note.card_id] = saved  # one that was on disk, its acknowledgement cut off by the kill
        assert newest.keys() <= store.ids_with_text()
        store.close()
        number += 2  # the one after the last acknowledged may be saved, too
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    print(f"{KILLS} kills, {acknowledged} notes acknowledged, 0 lost")


def test_two_processes_lose_no_edit(path: Path, start_process: StartProcess) -> None:
    processes = [start_process(SAVE_EDITS, path, who) for who in ("window", "terminal")]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
    for process in processes:  # the file itself does not exist yet: both create it
        assert process.stdin
        process.stdin.write(b"\n")
        process.stdin.flush()
    for process in processes:
        assert process.wait() == 0
    store = NoteStore(path)
    texts = {note.card_id: note.text for note in store.all()}
    store.close()
    for who in ("window", "terminal"):
        assert [texts[f"{who}-{card}"] for card in range(20)] == [f"{who} {180 + card}" for card in range(20)]
        assert {f"{who} {edit}" for edit in range(200)} <= set(texts["shared"].split("\n"))
