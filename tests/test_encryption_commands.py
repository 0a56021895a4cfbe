"""Encrypted notes on the command line: by file, at a prompt, and where nobody is there to be asked."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path

import pytest

from tests.command_line import Run, data_of

WORDS = "canary for the corridor"


@pytest.fixture
def words_file(tmp_path: Path) -> Path:
    file = tmp_path / "words.txt"
    file.write_text("four words are enough\n", encoding="utf-8")
    return file


@pytest.fixture
def encrypted(run: Run, words_file: Path) -> tuple[str, str]:
    """The option that opens the notes, which hold one."""
    run("note", "set", "talks", stdin=WORDS)
    done = run("note", "encrypt", "--passphrase-file", str(words_file))
    assert done.returncode == 0, done.stderr
    assert "no other way back" in done.stderr
    return "--passphrase-file", str(words_file)


def test_a_command_that_cannot_ask_says_so_and_changes_nothing(
    run: Run, encrypted: tuple[str, str], tmp_path: Path
) -> None:
    for command in (
        ("note", "show", "talks"),
        ("note", "list"),
        ("note", "add", "talks", "--text", "x"),
        ("note", "export", str(tmp_path / "out.json")),
        ("note", "verify"),
        ("note", "decrypt"),
        ("note", "passphrase"),
        ("backup", str(tmp_path / "backup")),
        ("search", "in:notes corridor"),
        ("search", "is:unread"),
    ):
        done = run(*command)
        assert (done.returncode, done.stdout) == (1, ""), command
        assert "The notes are locked." in done.stderr or "nobody is here to type it" in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.json").exists() and not (tmp_path / "backup").exists()
    assert run("list").returncode == 0  # cards are no secret
    found = run("search", "ceasefire")
    assert found.returncode == 0 and "talks" in found.stdout and "were not searched" in found.stderr
    assert run("show", "talks").returncode == 0


def test_with_the_passphrase_all_is_as_before(run: Run, encrypted: tuple[str, str], tmp_path: Path) -> None:
    assert run("note", "show", "talks", *encrypted).stdout.strip() == WORDS
    assert run(*encrypted, "note", "show", "talks").stdout.strip() == WORDS
    added = run("note", "add", "talks", "--passage", "A ceasefire", "--text", WORDS, *encrypted).stdout.strip()
    assert [one["text"] for one in data_of(run("note", "list", "--json", *encrypted))] == [WORDS, WORDS]
    assert data_of(run("note", "history", added, "--json", *encrypted))[0]["text"] == WORDS
    assert run("note", "verify", *encrypted).returncode == 0
    assert "talks" in run("search", "in:notes corridor", *encrypted).stdout
    seen = [place for place in (tmp_path / "data").rglob("*") if place.is_file() and b"canary" in place.read_bytes()]
    assert seen == []


def test_a_wrong_passphrase_gives_no_hint(run: Run, encrypted: tuple[str, str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("three words only", encoding="utf-8")
    done = run("note", "show", "talks", "--passphrase-file", str(wrong))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "This does not open the notes."
    assert run("note", "show", "talks", "--passphrase-file", str(tmp_path / "nothing")).returncode == 1


def test_another_passphrase_a_recovery_code_and_back_to_plain(
    run: Run, encrypted: tuple[str, str], tmp_path: Path
) -> None:
    new, code = tmp_path / "new.txt", tmp_path / "code.txt"
    new.write_text("other words", encoding="utf-8")
    assert run("note", "passphrase", *encrypted, "--new-passphrase-file", str(new)).returncode == 0
    assert run("note", "show", "talks", *encrypted).returncode == 1
    code.write_text(run("note", "recovery", "--passphrase-file", str(new)).stdout, encoding="utf-8")
    assert run("note", "show", "talks", "--passphrase-file", str(code)).stdout.strip() == WORDS
    assert run("note", "encrypt", *encrypted).returncode == 1  # it is already
    assert run("note", "decrypt", "--passphrase-file", str(code)).returncode == 0
    assert run("note", "show", "talks").stdout.strip() == WORDS
    assert run("note", "decrypt").returncode == 1


def test_an_encrypted_backup_comes_back_on_another_machine(
    run: Run, encrypted: tuple[str, str], tmp_path: Path
) -> None:
    backup = tmp_path / "notes.backup"
    assert run("backup", str(backup), *encrypted).returncode == 0
    assert b"canary" not in backup.read_bytes()
    (tmp_path / "data").rename(tmp_path / "stolen")
    assert run("restore", str(backup)).returncode == 1
    told = run("restore", str(backup), *encrypted)
    assert "new: talks" in told.stdout
    assert run("restore", str(backup), "--apply", *encrypted).returncode == 0
    assert run("note", "show", "talks").stdout.strip() == WORDS


@pytest.mark.skipif(not hasattr(os, "forkpty"), reason="no pseudo-terminals here")
def test_the_passphrase_is_asked_for_in_a_terminal(run: Run, encrypted: tuple[str, str], tmp_path: Path) -> None:
    for typed, expected in (("four words are enough", True), ("three words only", False)):
        child, terminal = pty.fork()
        if child == 0:
            places = ["--data-dir", str(tmp_path / "data"), "--no-bundled"]
            os.execv(sys.executable, [sys.executable, "-m", "briefing_app", "note", "show", "talks", *places])
        shown, asked = _answered(terminal, typed)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert (WORDS in shown, code) == ((True, 0) if expected else (False, 1))
        assert asked == (1 if expected else 3)
        assert typed not in shown


def _answered(terminal: int, typed: str) -> tuple[str, int]:
    """What a program shows that is answered at each prompt, and how often it asked."""
    asked, text = 0, ""
    try:
        while data := os.read(terminal, 4096):
            text += data.decode()
            if text.count("Passphrase of the notes: ") > asked:
                asked += 1
                os.write(terminal, f"{typed}\n".encode())
    except OSError:  # the other end is closed
        pass
    os.close(terminal)
    return text, asked
