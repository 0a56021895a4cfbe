"""One writer at a time, in whatever process: a lock that ends with whoever holds it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of the file at `path`, which is made; wait while another holds it.

    Raises:
        OSError: the file cannot be made, or on Windows another held it for ten seconds.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)  # which lets go of the lock


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        with suppress(OSError):  # some file systems in networks know no locks: there is none to hold
            fcntl.flock(descriptor, fcntl.LOCK_EX)
