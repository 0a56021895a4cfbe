"""The files that hold the notes on disk: their names, who may read them, and whether they are still the same."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from briefing_app.paths import make_private_folder

Identity = tuple[int, int] | None  # device and inode; None where no file is


def create_private(path: Path) -> None:
    """An empty file that nobody else can read, whatever the umask; SQLite gives its log the same mode."""
    make_private_folder(path.parent)
    with contextlib.suppress(FileExistsError):  # another process came first
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def make_private(path: Path) -> None:
    """Take away what others may do with the folder and the files, as far as both are the reader's own.

    A shared folder (sticky, such as /tmp) and the root of a disk or stick keep their modes.
    """
    folder = path.parent
    for place in (path, log_of(path), shared_memory_of(path), journal_file_of(path), copies_folder_of(path), folder):
        with contextlib.suppress(OSError):  # not there, not ours, or a file system without modes
            mode = stat.S_IMODE(place.stat().st_mode)
            shared = place == folder and (mode & stat.S_ISVTX or os.path.ismount(folder))
            if mode & 0o077 and not shared:
                place.chmod(mode & 0o700)


def log_of(path: Path) -> Path:
    """SQLite's log of what is saved and not yet in the file itself."""
    return path.with_name(f"{path.name}-wal")


def shared_memory_of(path: Path) -> Path:
    """The memory that processes with the file open share."""
    return path.with_name(f"{path.name}-shm")


def journal_file_of(path: Path) -> Path:
    """A line for every edit: see `journal`."""
    return path.with_name(f"{path.name}.journal")


def copies_folder_of(path: Path) -> Path:
    """Copies from time to time: see `copies`."""
    return path.with_name(f"{path.name}.copies")


def keys_file_of(path: Path) -> Path:
    """What opens encrypted notes: see `keys`."""
    return path.with_name(f"{path.name}.keys")


def key_files_of(path: Path) -> tuple[Path, Path]:
    """The keys beside the notes, and their second copy: whoever loses the one has lost nothing."""
    return keys_file_of(path), copies_folder_of(path) / "keys"


def tries_file_of(path: Path) -> Path:
    """How often, and when last, a wrong passphrase was given."""
    return path.with_name(f"{path.name}.tries")


def size_of(path: Path) -> int:
    """In bytes; 0 where no file is."""
    return path.stat().st_size if path.exists() else 0


def identity_of(path: Path) -> Identity:
    """Which file lies at `path` now."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def reading_mode_of(path: Path) -> str:
    """How `uri_of` opens a file that is not to be touched.

    SQLite shares a log only where it may write; without a log the file alone is the whole of it. An empty one that is
    shared belongs to a process which is about to write.
    """
    shared = log_of(path).exists() and shared_memory_of(path).exists()
    return "mode=ro" if shared or size_of(log_of(path)) else "immutable=1"


def uri_of(path: Path, mode: str) -> str:
    """`path` in the form in which SQLite takes `mode`; it wants a Windows share without a host."""
    uri = path.as_uri()
    return (uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)) + f"?{mode}"
