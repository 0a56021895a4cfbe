"""The key to encrypted notes, and the file in which it lies locked by a passphrase and, at choice, a recovery code.

The key is made by chance once and never changes; what opens it does. So another passphrase rewrites this small file
alone, and every copy of the notes stays readable. A passphrase is stretched by Argon2id with the second of the two
recommended settings of RFC 9106 (section 4); the key is locked, as are lines of the journal, by AES-256-GCM.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
import unicodedata
from pathlib import Path
from typing import Any, Literal, NamedTuple

from briefing_app.errors import BriefingError, NotesUnreadableError
from briefing_app.files import write_whole
from briefing_app.i18n import _, ngettext
from briefing_app.notes.places import journal_file_of, key_files_of, keys_file_of, tries_file_of
from briefing_app.paths import make_private_folder

Kind = Literal["passphrase", "recovery"]
FORMAT, VERSION = "briefing-app-keys", 1
KEY_BYTES, SALT_BYTES, NONCE_BYTES = 32, 16, 12
COST = {"iterations": 3, "lanes": 4, "memory_kib": 64 * 1024}  # RFC 9106, section 4, second recommended option
HARDEST = {"iterations": 64, "lanes": 16, "memory_kib": 1024 * 1024}  # more would be a file made to hang us
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none looks like another
CODE_LETTERS, GROUP = 30, 5  # 150 bits
LONGEST_WAIT = 60.0  # seconds
SEALED = b'{"sealed": "'  # how a line of the journal begins that only the key opens


class WrongPassphraseError(BriefingError):
    """It opens nothing; `wait` seconds have to pass before the next one is tried."""

    def __init__(self, wait: float) -> None:
        super().__init__(_("This does not open the notes."))
        self.wait = wait


class NotesLockedError(NotesUnreadableError):
    """The notes are encrypted, and nobody has opened them."""

    exit_code = 1

    def __init__(self, hint: str = "") -> None:
        super().__init__(_("The notes are locked."), hint or _("Open them with the passphrase."))


class Slot(NamedTuple):
    """One way to the key: what stretches the words, and the key locked by the outcome."""

    kind: Kind
    salt: bytes
    cost: dict[str, int]
    box: bytes


def new_key() -> bytes:
    """A key that nobody can guess."""
    import secrets  # 3 ms that a start need not pay

    return secrets.token_bytes(KEY_BYTES)


def new_code() -> str:
    """A recovery code in groups, to be printed."""
    import secrets

    letters = "".join(secrets.choice(LETTERS) for _number in range(CODE_LETTERS))
    return "-".join(letters[place : place + GROUP] for place in range(0, CODE_LETTERS, GROUP))


def lock_up(key: bytes, words: str, kind: Kind) -> Slot:
    """The key as a passphrase, or a recovery code, opens it."""
    salt = os.urandom(SALT_BYTES)
    return Slot(kind, salt, COST, seal(_stretched(words, kind, salt, COST), key, kind.encode()))


def is_encrypted(path: Path) -> bool:
    """Whether a file of notes has keys, or a journal that tells of some that are gone."""
    if any(map(os.path.exists, key_files_of(path))):  # a folder that may not be looked into says no
        return True
    try:
        with journal_file_of(path).open("rb") as journal:
            return journal.read(len(SEALED)) == SEALED
    except OSError:
        return False


def read_slots(path: Path) -> list[Slot]:
    """The ways to the key of a file of notes; from the second copy where the first is damaged or gone.

    Raises:
        NotesUnreadableError: neither can be read.
    """
    for place in key_files_of(path):
        try:
            return slots_of(place.read_bytes())
        except (OSError, ValueError):
            continue
    raise NotesUnreadableError(
        _("The keys to the notes cannot be read, so the notes cannot be opened."),
        _("Put a copy of this file in its place: {path}").format(path=keys_file_of(path)),
        str(keys_file_of(path)),
    )


def write_slots(path: Path, slots: list[Slot]) -> None:
    """Write the ways to the key, and then the second copy.

    Raises:
        OSError: the first, or the second, is as it was.
    """
    for place in key_files_of(path):
        make_private_folder(place.parent)
        write_whole(place, to_bytes(slots))


def forget_slots(path: Path) -> None:
    """Remove the keys: of notes that are no longer encrypted."""
    for place in (*key_files_of(path), tries_file_of(path)):
        place.unlink(missing_ok=True)


def open_slots(path: Path, words: str) -> bytes:
    """The key, by a passphrase or a recovery code; after many wrong ones at greater intervals.

    Raises:
        WrongPassphraseError: it opens nothing, or was tried too soon.
        NotesUnreadableError: the keys cannot be read.
    """
    if (wait := seconds_to_wait(path)) > 0:
        raise WrongPassphraseError(wait)
    slots = read_slots(path)
    key = open_any(slots, words)
    if key is None:
        _count_try(path)
        raise WrongPassphraseError(seconds_to_wait(path))
    tries_file_of(path).unlink(missing_ok=True)
    if any(not place.exists() or place.read_bytes() != to_bytes(slots) for place in key_files_of(path)):
        write_slots(path, slots)  # a copy is missing, damaged, or knows an older passphrase
    return key


def open_any(slots: list[Slot], words: str) -> bytes | None:
    """The key that `words` open in one of the slots, None for none."""
    for slot in slots:
        key = unseal(_stretched(words, slot.kind, slot.salt, slot.cost), slot.box, slot.kind.encode())
        if key is not None:
            return key
    return None


def seconds_to_wait(path: Path) -> float:
    """Until another passphrase may be tried: twice as long after each wrong one."""
    try:
        count, last = map(float, tries_file_of(path).read_text("ascii").split())
    except (OSError, ValueError):
        return 0.0
    delay = min(LONGEST_WAIT, 2.0 ** (count - 1) / 2)
    return float(max(0.0, min(delay, last + delay - time.time())))


def wait_in_words(seconds: float) -> str:
    """For how long no other passphrase is tried."""
    whole = max(1, round(seconds))
    return ngettext("Try again in {count} second.", "Try again in {count} seconds.", whole).format(count=whole)


def derived(key: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose (HKDF, RFC 5869)."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, None, f"briefing-app {purpose}".encode()).derive(key)


def seal(key: bytes, data: bytes, about: bytes = b"") -> bytes:
    """`data` locked, with what it is about bound to it."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, about)


def unseal(key: bytes, box: bytes, about: bytes = b"") -> bytes | None:
    """What was locked; None where the key is another one or a bit has changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], about)
    except (InvalidTag, ValueError):
        return None


def to_bytes(slots: list[Slot]) -> bytes:
    """Slots as the file holds them: JSON with a checksum."""
    shapes = [
        {
            "kind": slot.kind,
            "kdf": "argon2id",
            "salt": base64.b64encode(slot.salt).decode(),
            **slot.cost,
            "box": base64.b64encode(slot.box).decode(),
        }
        for slot in slots
    ]
    return json.dumps({"format": FORMAT, "version": VERSION, "slots": shapes, "sha256": _checksum(shapes)}).encode()


def slots_of(data: bytes) -> list[Slot]:
    """Slots out of a file.

    Raises:
        ValueError: it is damaged, or none of ours.
    """
    try:
        fields = json.loads(data)
        shapes = fields["slots"]
        if (fields["format"], fields["version"], fields["sha256"]) != (FORMAT, VERSION, _checksum(shapes)):
            raise ValueError("a checksum or a version that is another one")
        return [_slot(shape) for shape in shapes]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("no keys of ours") from error


def _slot(shape: dict[str, Any]) -> Slot:
    cost = {name: int(shape[name]) for name in COST}
    if any(not 0 < cost[name] <= HARDEST[name] for name in cost):
        raise ValueError("a cost that no version of ours asks for")
    return Slot(shape["kind"], base64.b64decode(shape["salt"]), cost, base64.b64decode(shape["box"]))


def _checksum(shapes: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(shapes, sort_keys=True).encode()).hexdigest()


def _stretched(words: str, kind: Kind, salt: bytes, cost: dict[str, int]) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    argon2 = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost["iterations"],
        lanes=cost["lanes"],
        memory_cost=cost["memory_kib"],
    )
    return argon2.derive(_normal(words, kind))


def _normal(words: str, kind: Kind) -> bytes:
    """What was typed, however the keyboard spells it: composed letters (RFC 8265, OpaqueString); a code's letters."""
    if kind == "passphrase":
        return unicodedata.normalize("NFC", words).encode("utf-8", "surrogatepass")
    letters = words.upper().translate(str.maketrans("OIL", "011"))
    return "".join(letter for letter in letters if letter in LETTERS).encode()


def _count_try(path: Path) -> None:
    try:
        count = int(tries_file_of(path).read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        count = 0
    write_whole(tries_file_of(path), f"{count + 1} {time.time():.3f}".encode())
