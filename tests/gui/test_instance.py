"""One window for one reader's data, and nobody shut out of them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from briefing_app.gui.instance import LOCK_NAME, Instance

DIE_HOLDING_THE_LOCK = """
import os, sys
from pathlib import Path
from briefing_app.gui.instance import Instance
instance = Instance(Path(sys.argv[1]))
assert instance.take()
os._exit(1)
"""


@pytest.fixture
def first(data_dir: Path, qtbot: QtBot) -> Instance:
    instance = Instance(data_dir)
    assert instance.take()
    return instance


def ask_from_another_process(data_dir: Path, card_id: str) -> subprocess.Popen[bytes]:
    code = (
        "import sys; from pathlib import Path; from briefing_app.gui.instance import Instance;"
        "sys.exit(Instance(Path(sys.argv[1]), answer_seconds=30).take(sys.argv[2]))"
    )
    return subprocess.Popen([sys.executable, "-c", code, str(data_dir), card_id])


def test_the_second_asks_the_first_and_goes(first: Instance, data_dir: Path, qtbot: QtBot) -> None:
    asked = QSignalSpy(first.asked_to_open)
    for card_id in ("geneva", ""):
        second = ask_from_another_process(data_dir, card_id)
        qtbot.waitUntil(lambda second=second: second.poll() is not None, timeout=20_000)  # type: ignore[misc]
        assert second.returncode == 0  # not the first
    assert [asked.at(number)[0] for number in range(asked.count())] == ["geneva", ""]
    assert list((data_dir / "window").iterdir()) == []


def test_what_is_kept_is_the_readers_alone(first: Instance, data_dir: Path) -> None:
    assert data_dir.stat().st_mode & 0o077 == 0
    assert (data_dir / "window").stat().st_mode & 0o077 == 0


def test_after_the_first_has_gone_the_next_is_first(first: Instance, data_dir: Path) -> None:
    first.release()
    assert Instance(data_dir).take()


def test_a_first_that_died_holds_nobody_up(data_dir: Path) -> None:
    subprocess.run([sys.executable, "-c", DIE_HOLDING_THE_LOCK, str(data_dir)], check=False)
    assert (data_dir / LOCK_NAME).exists()
    assert Instance(data_dir).take()


def test_a_lock_from_another_computer_holds_nobody_up(first: Instance, data_dir: Path) -> None:
    lock = data_dir / LOCK_NAME
    text = lock.read_text()
    first.release()
    assert socket.gethostname() in text
    lines = text.replace(socket.gethostname(), "another-laptop").split("\n")
    lines[3:] = ["0" * len(line) for line in lines[3:]]  # the machine's and the boot's ids
    lock.write_text("\n".join(lines))
    later = Instance(data_dir, answer_seconds=0.05)
    assert later.take()
    assert socket.gethostname() in lock.read_text()


def test_a_first_that_hangs_holds_nobody_up(first: Instance, data_dir: Path) -> None:
    second = Instance(data_dir, answer_seconds=0.05)  # this thread is the first's: it does not answer now
    assert second.take("geneva")
    assert list((data_dir / "window").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert Instance(tmp_path / "file" / "data").take()


@pytest.mark.skipif(os.name == "nt", reason="folders of Windows have other permissions")
def test_a_folder_without_permission_is_read_all_the_same(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    assert Instance(tmp_path).take()
    tmp_path.chmod(0o700)
