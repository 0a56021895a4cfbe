"""Jobs of many pages are set in a process of their own, which takes its memory along and can be ended at any time."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import IO, Any, cast

import briefing_app
from briefing_app import errors
from briefing_app.errors import BriefingError, MachineError
from briefing_app.i18n import _, ngettext
from briefing_app.making import Making
from briefing_app.paper.typesetter import Job, Typesetter

COMMAND = "typeset"  # as cli.main knows it
CARDS_HERE = 1  # Typst keeps what it has laid out, 2 MB a card and more while it works; one card is set faster here


class Press:
    """Sets jobs, here or in a process of their own; what was set last is kept, so that the pages that were shown are
    those that are written."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._typesetter = typesetter
        self._last: tuple[Job, bytes] | None = None

    def pdf(self, job: Job, making: Making) -> bytes:
        """The file; the same job gives the same bytes.

        Raises:
            BriefingError: as `Typesetter.pdf`.
            MachineError: the process cannot be started, or ended by itself.
            CancelledError: it was given up.
        """
        if self._last is None or self._last[0] != job:
            self._last = None  # two books at once would be one too many
            self._last = job, self._set(job, making)
        return self._last[1]

    def _set(self, job: Job, making: Making) -> bytes:
        count = len(job.data["cards"]) if job.form else 1
        words = ngettext("Setting the pages of {count} card", "Setting the pages of {count} cards", count)
        making.tell(words.format(count=f"{count:,}"))
        if count > CARDS_HERE:
            return pdf_from_process(self._typesetter, job, making)
        pdf = self._typesetter.pdf(job)
        making.go_on()
        return pdf


def pdf_from_process(typesetter: Typesetter, job: Job, making: Making) -> bytes:
    """The file of a job, set in another process by one that is like `typesetter`.

    What the job says goes through a pipe: no note stands in its arguments, its environment or a file. The process ends
    when the other end of that pipe closes, however this one ends.

    Raises:
        BriefingError, MachineError, CancelledError: as `Press.pdf`.
    """
    process = _start()
    try:
        with making.stopped_by(process.kill):
            own = str(typesetter.own.own) if typesetter.own is not None else ""
            _ask(process, {"resources": str(typesetter.resources), "own": own, "job": job._asdict()})
            return _answer(process)
    finally:
        process.kill()
        for pipe in (process.stdin, process.stdout):
            _close(pipe)
        process.wait()


def command() -> list[str]:
    """What starts the other process: this program, which in a frozen build is the app itself."""
    frozen = bool(getattr(sys, "frozen", False))
    return [sys.executable, COMMAND] if frozen else [sys.executable, "-m", briefing_app.__name__, COMMAND]


def _start() -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - no word of it comes from outside
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a fault's own words may quote what it met
            cwd=Path(briefing_app.__file__).parents[1],  # never the folder of the reader, from which -m would import
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise MachineError(
            _("The process that makes the pages could not be started: {reason}.").format(reason=error.strerror),
            _("Nothing was written. Close other programs, then try again."),
        ) from error


def _ask(process: subprocess.Popen[bytes], request: dict[str, Any]) -> None:
    data = json.dumps(request).encode()
    asked = cast("IO[bytes]", process.stdin)
    try:
        asked.write(b"%d\n" % len(data))
        asked.write(data)
        asked.flush()  # and stays open: its end is what ends the process
    except OSError as error:
        raise _ended(process) from error


def _answer(process: subprocess.Popen[bytes]) -> bytes:
    """Read what `worker.work` writes: a line that says what follows, then the file."""
    answered = cast("IO[bytes]", process.stdout)
    line = answered.readline()
    if not line.endswith(b"\n"):
        raise _ended(process)
    answer = json.loads(line)
    if "error" in answer:
        raise _error(*answer["error"])
    pdf = answered.read(answer["size"])
    if len(pdf) < answer["size"]:
        raise _ended(process)
    return pdf


def _error(name: str, sentence: str, hint: str, details: str) -> BriefingError:
    kind = getattr(errors, name, BriefingError)
    found: BriefingError = kind(sentence, hint, details)
    return found


def _ended(process: subprocess.Popen[bytes]) -> MachineError:
    return MachineError(
        _("The process that makes the pages ended before they were done."),
        _("Nothing was written. Perhaps the memory was too small: close other programs, or take fewer cards."),
        _("It ended with {code}.").format(code=process.wait()),
    )


def _close(pipe: IO[bytes] | None) -> None:
    with contextlib.suppress(OSError):  # what could not be handed over to a process that is gone
        cast("IO[bytes]", pipe).close()
