"""Encrypted notes: nothing of them can be read without the key, nothing is lost on the way there and back."""

from __future__ import annotations

import base64
import os
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.errors import BriefingError, NotesUnreadableError, NotSavedError
from briefing_app.notes import keys
from briefing_app.notes.annotations import AnnotationStore
from briefing_app.notes.backups import back_up, read_backup
from briefing_app.notes.copies import copies_of, keep_copies
from briefing_app.notes.encryption import change_passphrase, decrypt, encrypt, make_recovery_code, unlock
from briefing_app.notes.exchange import all_items
from briefing_app.notes.journal import Journal
from briefing_app.notes.keys import NotesLockedError, WrongPassphraseError
from briefing_app.notes.places import copies_folder_of, keys_file_of, tries_file_of
from briefing_app.notes.reading import ReadingStore
from briefing_app.notes.recovery import faults_of, refuse_faulty
from briefing_app.notes.safe import Safe, is_plain
from briefing_app.notes.shredding import shred
from briefing_app.notes.store import NoteStore

PASSPHRASE, OTHER = "four words are enough", "and four other words"
WORDS = "canary ask about the corridor"
COST = keys.COST
CHEAP = {"iterations": 1, "lanes": 1, "memory_kib": 64}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred conversions need not each take the time that slows a thief down."""
    monkeypatch.setattr(keys, "COST", CHEAP)


@pytest.fixture
def written(path: Path) -> Path:
    """A file of notes with everything in it, copies, something left by an update, and something damaged."""
    with (
        closing(NoteStore(path)) as notes,
        closing(AnnotationStore(path)) as marks,
        closing(ReadingStore(path)) as read,
    ):
        notes.save("talks", f"{WORDS} one")
        notes.save("talks", f"{WORDS} two")
        marks.add("talks", f"{WORDS} three")
        marks.delete(marks.add("talks", f"{WORDS} four").id)
        read.star(["talks"], starred=True)
    with closing(Safe(path).connect(path)) as connection:
        keep_copies(connection, Safe(path), datetime.now(UTC) + timedelta(hours=2), refuse_faulty)
    shutil.copyfile(copies_of(path)[0], path.with_name(f"{path.name}.before-3"))
    path.with_name(f"{path.name}.damaged").write_bytes(b"SQLite format 3\0" + WORDS.encode() * 9)
    path.with_name(f"{path.name}.damaged-wal").write_bytes(WORDS.encode())
    return path


def leaking(folder: Path) -> list[str]:
    """The files that hold words of the notes, as letters of any width or as text in base64."""
    seen = [WORDS[:6].encode(), WORDS[:6].encode("utf-16-le"), base64.b64encode(WORDS[:6].encode())]
    return sorted(
        str(place.relative_to(folder))
        for place in folder.rglob("*")
        if place.is_file() and any(word in place.read_bytes() for word in seen)
    )


def opened(path: Path, words: str = PASSPHRASE) -> Safe:
    safe = Safe(path)
    unlock(safe, words)
    return safe


def told(safe: Safe) -> list[tuple[str, str]]:
    return [(one.item.split(":")[0], one.text) for one in all_items(safe)]


def test_nothing_of_the_notes_can_be_read_without_the_key(written: Path) -> None:
    before = told(Safe(written))
    assert len(leaking(written.parent)) >= 5  # what is looked for can be found
    encrypt(Safe(written), PASSPHRASE)
    assert leaking(written.parent) == []
    assert not [place for place in written.parent.rglob("*") if is_plain(place)]
    with pytest.raises(NotesLockedError):
        all_items(Safe(written))
    safe = opened(written)
    assert told(safe) == before
    assert faults_of(safe) == []
    assert ReadingStore(safe).get("talks").starred


def test_what_is_written_afterwards_is_encrypted(written: Path) -> None:
    safe = Safe(written)
    encrypt(safe, PASSPHRASE)
    with closing(NoteStore(safe)) as notes:
        notes.save("other", f"{WORDS} five")
        assert leaking(written.parent) == []  # the log, too
        assert notes.history("other")[0].text == f"{WORDS} five"
    assert [line.text for line in Journal(opened(written)).lines()][-1] == f"{WORDS} five"
    with closing(safe.connect(written)) as connection:
        keep_copies(connection, safe, datetime.now(UTC) + timedelta(hours=9), refuse_faulty)
    shred(safe, ["note:talks"])
    assert leaking(written.parent) == []


def test_back_to_plain(written: Path) -> None:
    before, places = told(Safe(written)), sorted(written.parent.rglob("*"))
    damaged = written.with_name(f"{written.name}.damaged").read_bytes()
    lines = list(Journal(Safe(written)).lines())
    encrypt(Safe(written), PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        decrypt(Safe(written), OTHER)
    assert leaking(written.parent) == []
    tries_file_of(written).unlink()
    decrypt(Safe(written), PASSPHRASE)
    assert told(Safe(written)) == before
    assert sorted(written.parent.rglob("*")) == places
    assert written.with_name(f"{written.name}.damaged").read_bytes() == damaged
    assert list(Journal(Safe(written)).lines()) == lines
    assert faults_of(Safe(written)) == []


def test_a_new_passphrase_opens_and_the_old_one_does_not(written: Path) -> None:
    encrypt(Safe(written), PASSPHRASE)
    change_passphrase(Safe(written), PASSPHRASE, OTHER)
    with pytest.raises(WrongPassphraseError):
        opened(written)
    tries_file_of(written).unlink()
    assert told(opened(written, OTHER))
    keys_file_of(written).unlink()  # nor does the second copy know the old one
    with pytest.raises(WrongPassphraseError):
        opened(written)


def test_the_recovery_code_opens_however_it_is_typed(written: Path) -> None:
    encrypt(Safe(written), PASSPHRASE)
    first = make_recovery_code(Safe(written), PASSPHRASE)
    code = make_recovery_code(Safe(written), PASSPHRASE)
    assert told(opened(written, code.lower().replace("-", " ").replace("0", "o").replace("1", "l")))
    with pytest.raises(WrongPassphraseError):
        opened(written, first)
    tries_file_of(written).unlink()
    change_passphrase(Safe(written), code, OTHER)  # whoever forgot the passphrase
    assert told(opened(written, OTHER))
    assert told(opened(written, code))


def test_letters_are_the_same_however_the_keyboard_composes_them(path: Path) -> None:
    encrypt(Safe(path), "caf\u00e9 \u1ec7")
    assert opened(path, "cafe\u0301 e\u0323\u0302").key() is not None


def test_wrong_passphrases_are_answered_more_and_more_slowly(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    encrypt(Safe(written), PASSPHRASE)
    waits = []
    for _number in range(9):
        with pytest.raises(WrongPassphraseError) as caught:
            opened(written, OTHER)
        waits.append(caught.value.wait)
        with pytest.raises(WrongPassphraseError):
            opened(written)  # the right one is not tried before its time
        now += caught.value.wait + 0.01
    assert waits == pytest.approx([0.5, 1, 2, 4, 8, 16, 32, 60, 60], abs=0.01)
    assert told(opened(written))
    assert not tries_file_of(written).exists()


@pytest.mark.parametrize("byte", [0, 40, 200])
def test_damaged_or_missing_keys_are_taken_from_their_second_copy(written: Path, byte: int) -> None:
    encrypt(Safe(written), PASSPHRASE)
    place = keys_file_of(written)
    sound = place.read_bytes()
    broken = bytearray(sound)
    broken[byte] ^= 1
    place.write_bytes(broken)
    assert told(opened(written))
    assert place.read_bytes() == sound
    place.unlink()
    assert told(opened(written))
    assert place.read_bytes() == sound


def test_without_any_keys_the_encrypted_notes_are_left_as_they_are(written: Path) -> None:
    encrypt(Safe(written), PASSPHRASE)
    keys_file_of(written).unlink()
    (copies_folder_of(written) / "keys").unlink()
    before = {place: place.read_bytes() for place in written.parent.rglob("*") if place.is_file()}
    with pytest.raises(NotesUnreadableError):
        NoteStore(Safe(written)).all()
    with pytest.raises(NotesUnreadableError):
        NoteStore(Safe(written)).save("talks", "over")
    with pytest.raises(NotesUnreadableError, match="keys"):
        opened(written)
    assert {place: place.read_bytes() for place in written.parent.rglob("*") if place.is_file()} == before


def test_another_window_keeps_the_notes_from_being_converted(written: Path) -> None:
    with closing(NoteStore(written)) as other:
        other.get("talks")
        with pytest.raises(NotSavedError, match="Nothing was changed"):
            encrypt(Safe(written), PASSPHRASE)
        assert not keys_file_of(written).exists()
        other.save("talks", f"{WORDS} six")
    assert ("note", f"{WORDS} six") in told(Safe(written))


def test_a_conversion_broken_off_at_any_step_loses_nothing_and_is_taken_up(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, steps = told(Safe(written)), 0
    done = False
    while not done:
        folder = tmp_path / f"step-{steps}"
        shutil.copytree(written.parent, folder)
        place = folder / written.name
        left = steps

        def failing(call: Callable[..., object]) -> Callable[..., object]:
            def count(*arguments: object, **named: object) -> object:
                nonlocal left
                if left == 0:
                    raise KeyboardInterrupt  # nothing of ours expects it
                left -= 1
                return call(*arguments, **named)

            return count

        with monkeypatch.context() as patch:
            for module, name in ((os, "fsync"), (os, "link"), (os, "replace"), (Path, "replace"), (Path, "unlink")):
                patch.setattr(module, name, failing(getattr(module, name)))
            try:
                encrypt(Safe(place), PASSPHRASE)
                done = True
            except KeyboardInterrupt:
                steps += 1
        safe = Safe(place)
        if safe.is_encrypted:
            unlock(safe, PASSPHRASE)
            assert leaking(folder) == [], f"after step {steps}"
        assert told(safe) == before, f"after step {steps}"
        shutil.rmtree(folder)
    assert steps > 20


def test_damage_to_encrypted_notes_is_restored_without_a_plain_file(written: Path) -> None:
    encrypt(Safe(written), PASSPHRASE)
    before = told(opened(written))
    sound = written.read_bytes()
    for place in range(0, len(sound), len(sound) // 12):
        broken = bytearray(sound)
        broken[place] ^= 4
        for leftover in ("-wal", "-shm"):
            written.with_name(written.name + leftover).unlink(missing_ok=True)
        written.write_bytes(broken)
        with closing(NoteStore(opened(written))) as notes:
            assert notes.all()
        assert sorted(told(opened(written))) == sorted(before), place
        assert leaking(written.parent) == []
        for damaged in written.parent.glob(f"{written.name}.damaged-[0-9]*"):
            damaged.unlink()


def test_a_backup_opens_with_the_passphrase_of_its_day(written: Path, tmp_path: Path) -> None:
    safe = Safe(written)
    encrypt(safe, PASSPHRASE)
    target = tmp_path / "backup.notes"
    assert back_up(safe, target) == len(told(safe))
    assert leaking(tmp_path) == []
    change_passphrase(safe, PASSPHRASE, OTHER)
    assert [one.text for one in read_backup(target, safe)] == [text for _kind, text in told(safe)]  # the same key
    elsewhere = Safe(tmp_path / "elsewhere" / "notes.sqlite")
    assert len(read_backup(target, elsewhere, lambda: PASSPHRASE)) == len(told(safe))
    with pytest.raises(BriefingError, match="does not open"):
        read_backup(target, elsewhere, lambda: OTHER)
    assert not [place for place in elsewhere.path.parent.iterdir() if place.is_file()]


def test_a_locked_safe_lets_go_of_open_files(written: Path) -> None:
    safe = Safe(written)
    encrypt(safe, PASSPHRASE)
    with closing(NoteStore(safe)) as notes:
        assert notes.get("talks")
        safe.close()
        with pytest.raises(NotesLockedError):
            notes.get("talks")
        with pytest.raises(NotesLockedError):
            notes.save("talks", "over")
        unlock(safe, PASSPHRASE)
        assert notes.get("talks")


def test_keys_of_an_unheard_of_cost_are_refused(written: Path) -> None:
    encrypt(Safe(written), PASSPHRASE)
    slot = keys.read_slots(written)[0]
    costly = keys.to_bytes([slot._replace(cost={**CHEAP, "memory_kib": 1 << 40})])
    with pytest.raises(ValueError, match="cost"):
        keys.slots_of(costly)


def test_the_cost_is_no_less_than_the_rfc_recommends() -> None:
    assert COST["memory_kib"] >= 64 * 1024 and COST["iterations"] >= 3  # RFC 9106, section 4


def test_what_was_being_written_when_the_program_ended_is_found_and_overwritten(written: Path) -> None:
    part = written.with_name(f".{written.name}.part")
    copy = copies_folder_of(written) / ".20260101T000000Z.sqlite.999.part"
    old = written.with_name(f".{written.name}.before-4.77.part")
    for place in (part, copy, old):
        shutil.copyfile(written, place)
    encrypt(Safe(written), PASSPHRASE)
    assert leaking(written.parent) == []
    plain = written.parent / "plain"
    decrypt(Safe(written), PASSPHRASE)
    shutil.copyfile(written, plain)
    encrypt(Safe(written), PASSPHRASE)
    plain.rename(part)  # as a decryption leaves it that is ended in its midst
    assert leaking(written.parent) != []
    opened(written)
    assert leaking(written.parent) == []


def test_shredding_reaches_what_was_being_written_when_the_program_ended(written: Path) -> None:
    shutil.copyfile(written, written.with_name(f".{written.name}.before-4.77.part"))
    for place in written.parent.glob(f"{written.name}.damaged*"):
        place.unlink()
    everything = [one.item for one in all_items(Safe(written))]
    assert shred(Safe(written), everything) == []
    assert leaking(written.parent) == []
