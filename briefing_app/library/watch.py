"""Watches the folders of a library, and says in which of them card files came, changed or went."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from briefing_app.library.folders import SUFFIX

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

QUIET_SECONDS = 0.3  # without another event, before changes are told
LOOK_SECONDS = 0.7  # between two looks whether the folders themselves are there
LONGEST_SECONDS = 1.0  # after which they are told in any case
_NO_NEWS = ("opened", "closed", "closed_no_write")


class Watch:
    """Tells of changes, from a thread of its own, until it is stopped.

    What the system cannot watch (a network share, too many folders) is left to whoever looks again from time to time.
    """

    def __init__(self, folders: Sequence[Path], changed: Callable[[frozenset[Path]], object]) -> None:
        """`changed` is called with the folders that hold what changed."""
        self._folders, self._changed = tuple(folders), changed
        self._news = threading.Condition()
        self._places: set[Path] = set()
        self._present = {folder: _identity(folder) for folder in self._folders}
        self._first = self._last = 0.0
        self._stopped = False
        self._observer: BaseObserver | None = None
        self._teller = threading.Thread(target=self._tell, name="watch", daemon=True)
        self.failed: tuple[Path, ...] = ()

    def start(self) -> None:
        """Begin; folders that are not there are passed over."""
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer

        # It complains of events that come while it ends, and of a folder within a new one that it meets twice; whatever
        # else it has to say is raised.
        logging.getLogger("watchdog").setLevel(logging.CRITICAL)
        warnings.filterwarnings("ignore", "Callback with id .* already exists", RuntimeWarning)
        handler = FileSystemEventHandler()
        handler.on_any_event = self._notice  # type: ignore[method-assign]
        self._observer = Observer()
        failed: list[Path] = []
        for folder in self._folders:
            try:
                if folder.is_dir():
                    self._observer.schedule(handler, str(folder), recursive=True)
            except OSError:
                failed.append(folder)
        try:
            self._observer.start()
        except OSError:  # the system's bound on watches is reached
            failed = list(self._folders)
        self.failed = tuple(failed)
        self._teller.start()

    def stop(self) -> None:
        """End; nothing is told any more."""
        with self._news:
            self._stopped = True
            self._news.notify()
        if self._observer is not None:
            with contextlib.suppress(RuntimeError):  # it never ran
                self._observer.stop()
                self._observer.join()
        if self._teller.ident is not None:
            self._teller.join()

    def _notice(self, event: Any) -> None:
        if event.event_type in _NO_NEWS or (event.is_directory and event.event_type == "modified"):
            return  # that something in a folder changed is told of the file, too
        paths = [Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path]
        places = {self._place(path, is_folder=event.is_directory) for path in paths} - {None}
        if not places:
            return
        with self._news:
            self._places |= {place for place in places if place is not None}
            self._last = time.monotonic()
            self._first = self._first or self._last
            self._news.notify()

    def _place(self, path: Path, *, is_folder: bool) -> Path | None:
        """The folder to look at again; None for what is no card."""
        if any(part.startswith(".") for part in self._below(path).parts):
            return None
        if is_folder:
            return path
        return path.parent if path.suffix.lower() == SUFFIX else None

    def _below(self, path: Path) -> PurePath:
        root = next((folder for folder in self._folders if path.is_relative_to(folder)), None)
        return path.relative_to(root) if root else path

    def _look_for_folders(self) -> None:
        """A folder that is renamed, unmounted or put in another's place tells nothing of it."""
        present = {folder: _identity(folder) for folder in self._folders}
        changed = {folder for folder, was in self._present.items() if present[folder] != was}
        self._present = present
        if changed:
            self._places |= changed
            self._last = time.monotonic()
            self._first = self._first or self._last

    def _tell(self) -> None:
        while True:
            with self._news:
                while not self._stopped and not self._places:
                    self._news.wait(LOOK_SECONDS)
                    self._look_for_folders()
                while not self._stopped:
                    now = time.monotonic()
                    left = min(self._last + QUIET_SECONDS, self._first + LONGEST_SECONDS) - now
                    if left <= 0:
                        break
                    self._news.wait(left)
                if self._stopped:
                    return
                places, self._places, self._first = frozenset(self._places), set(), 0.0
            self._changed(places)


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another one of its name; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
