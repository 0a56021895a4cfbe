"""The reader's own templates: copies of the built-in ones in a folder of theirs, each saying what it came from."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Literal, NamedTuple

from briefing_app import __version__
from briefing_app.errors import MachineError, TemplateError
from briefing_app.files import put
from briefing_app.i18n import _
from briefing_app.paths import Paths, make_private_folder

LARGEST = 200_000  # bytes of one template; the largest that ships has 10,000
LONGEST = 300  # characters of what is said of a fault, into which a template may put what it likes
OLD = ".old"  # added to the name of a file that another one took the place of

_MARK = re.compile(rb"Briefing App (\S+), (\S+) ([0-9a-f]{12})")


Put = Literal["new", "renewed", "replaced", "kept", "unchanged"]
"""What became of a copy: "renewed" in place of one that nobody had changed, "replaced" of one that is kept beside."""


class Mark(NamedTuple):
    """The first line of a copy: the version of the app, and the digest of the built-in template, that it came from."""

    version: str
    digest: str


class State(NamedTuple):
    """How the reader's file of a name stands to the built-in one.

    Args:
        own: it is used in place of the built-in one; a copy that was not changed gives way to it.
        mark: what it came from, None where it does not say, or is not there.
        outdated: the built-in one is another now than the one it came from.
    """

    name: str
    path: Path
    exists: bool
    own: bool
    mark: Mark | None
    outdated: bool


class TemplateFolder:
    """The templates in one language, "jinja" or "typst"; the reader's take the place of the built-in ones.

    Args:
        built_in: the folder of those that ship.
        own: the reader's; need not be there.
    """

    def __init__(self, built_in: Path, own: Path) -> None:
        self.built_in, self.own = built_in, own

    @property
    def names(self) -> list[str]:
        """Those that ship."""
        return sorted(file.name for file in self.built_in.iterdir())

    @property
    def is_there(self) -> bool:
        """Whether the reader has a folder of templates that can be looked into."""
        return os.access(self.own, os.R_OK | os.X_OK) and self.own.is_dir()

    def own_text(self, name: str) -> str | None:
        """What the reader's file says; None where there is none, or a copy that was not changed.

        Raises:
            TemplateError: it leads out of the folder, is no plain file, is too large, is no UTF-8 or cannot be read.
        """
        data = self._own_bytes(name)
        if data is None or _is_unchanged(data):
            return None
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise fault(self.own / name, line, _("This is no text in UTF-8.")) from error

    def stamp(self, name: str) -> tuple[int, int] | None:
        """What changes when the reader's file does; None where there is none, and for what is no plain name."""
        if Path(name).name != name or name == "..":
            return None
        try:
            found = (self.own / name).stat()
        except (OSError, ValueError):
            return None
        return found.st_mtime_ns, found.st_size

    def stamps(self) -> Iterator[tuple[str, tuple[int, int] | None]]:
        """Every file of the reader's folder with its stamp; one look where there is no folder."""
        if self.is_there:
            yield from sorted((file.name, self.stamp(file.name)) for file in self.own.iterdir())

    def copy_of(self, name: str) -> bytes:
        """The built-in template, below the line that says what it is."""
        text = (self.built_in / name).read_bytes()
        mark = f"Briefing App {__version__}, {name} {_digest(text)}"
        return (f"// {mark}\n" if name.endswith(".typ") else f"{{# {mark} #}}\n").encode() + text

    def state(self, name: str) -> State:
        """How the reader's file stands to the built-in one.

        Raises:
            TemplateError: as `own_text`.
        """
        data = self._own_bytes(name)
        mark = _mark_of(data) if data is not None else None
        now = _digest((self.built_in / name).read_bytes())
        own = data is not None and not _is_unchanged(data)
        return State(name, self.own / name, data is not None, own, mark, mark is not None and mark.digest != now)

    def further(self) -> list[str]:
        """The reader's files that take the place of none, and serve the others or nobody."""
        taken = set(self.names)
        return [name for name, _stamp in self.stamps() if name not in taken and OLD not in name]

    def put_copy(self, name: str, *, force: bool = False) -> Put:
        """Give the reader a copy of the built-in template. One that they changed stays, unless `force`: then it is kept
        beside the new one.

        Raises:
            MachineError: it cannot be written.
        """
        path, copy = self.own / name, self.copy_of(name)
        try:
            make_private_folder(self.own)
            before = path.read_bytes() if path.exists() else None
            if before == copy:
                return "unchanged"
            changed = before is not None and not _is_unchanged(before)
            if changed and not force:
                return "kept"
            if changed:
                self.put_aside(name)
        except OSError as error:
            raise _not_written(path, error) from error
        put(path, copy)
        return "new" if before is None else "replaced" if changed else "renewed"

    def put_aside(self, name: str) -> Path | None:
        """Take the reader's template out of use; where it is kept, None where there is none.

        Raises:
            MachineError: it cannot be renamed.
        """
        path = self.own / name
        if not path.is_symlink() and not path.exists():
            return None
        places = (path.with_name(f"{name}{OLD}{number or ''}") for number in count())
        free = next(place for place in places if not place.exists() and not place.is_symlink())
        try:
            path.rename(free)
        except OSError as error:
            raise _not_written(free, error) from error
        return free

    def _own_bytes(self, name: str) -> bytes | None:
        path = self.own / name
        if self.stamp(name) is None:
            return None
        try:
            if path.resolve().parent != self.own.resolve():
                raise fault(path, 0, _("The file lies outside the folder of templates."))
            found = path.stat()
            if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
                raise fault(path, 0, _("This is no plain file of at most 200 kB."))
            return path.read_bytes()
        except OSError as error:
            raise fault(path, 0, _("The file cannot be read: {reason}.").format(reason=error.strerror)) from error


def template_folders(paths: Paths) -> dict[str, TemplateFolder]:
    """The folders of templates, by language."""
    return {
        "jinja": TemplateFolder(paths.resources / "templates", paths.templates / "jinja"),
        "typst": TemplateFolder(paths.resources / "typst", paths.templates / "typst"),
    }


def fault(path: Path, line: int, said: str) -> TemplateError:
    """What is wrong with a template: `file:line: sentence`; 0 for no line.

    Args:
        said: the sentence, or what Typst or Jinja say, who end theirs with no full stop.
    """
    place = f"{path}:{line}" if line else str(path)
    said = " ".join(said.split())
    said = said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
    stop = "" if said.endswith((".", "!", "?", "…")) else "."
    return TemplateError(f"{place}: {said[:1].upper()}{said[1:]}{stop}", _("Mend it, or use the built-in template."))


def _not_written(path: Path, error: OSError) -> MachineError:
    sentence = _("The file “{path}” could not be written: {reason}.")
    return MachineError(sentence.format(path=path, reason=error.strerror))


def _is_unchanged(copy: bytes) -> bool:
    mark = _mark_of(copy)
    return mark is not None and mark.digest == _digest(copy.partition(b"\n")[2])


def _mark_of(copy: bytes) -> Mark | None:
    found = _MARK.search(copy.partition(b"\n")[0])
    return Mark(found[1].decode("utf-8", "replace"), found[3].decode()) if found else None


def _digest(text: bytes) -> str:
    from hashlib import sha256  # 5 ms that a start without templates need not pay

    return sha256(text).hexdigest()[:12]
