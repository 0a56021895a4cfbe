"""Files that are whole or not there: written beside their place, made durable, then moved into it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from briefing_app.errors import MachineError
from briefing_app.i18n import _


def write_whole(path: Path, data: bytes, look_through: Callable[[Path], object] | None = None) -> None:
    """Put `data` at `path` in one step: a failure leaves the old file as it was and no half one beside it.

    The new file is readable by its owner alone (0600).

    Args:
        look_through: is shown the file that was written, before it takes its place; what it raises counts as failure.

    Raises:
        OSError: it cannot be written.
    """
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if look_through:
            look_through(beside)
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    _make_name_durable(path.parent)


def put(path: Path, data: bytes, look_through: Callable[[Path], object] | None = None) -> None:
    """Write a file that the reader asked for, as `write_whole` does.

    Raises:
        MachineError: it cannot be written; the sentence says why.
    """
    try:
        write_whole(path, data, look_through)
    except OSError as error:
        sentence = _("The file “{path}” could not be written: {reason}.")
        hint = _("Choose another folder, or make room on the disk.")
        raise MachineError(sentence.format(path=path, reason=error.strerror), hint) from error


def _make_name_durable(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder to sync it
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:  # some network file systems cannot; the file itself is on disk
        pass
    finally:
        os.close(descriptor)
