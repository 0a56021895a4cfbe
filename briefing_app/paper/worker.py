"""The other end of `paper.process`: reads one job from its input, sets it, and writes the file to its output."""

from __future__ import annotations

import json
import os
import threading
import traceback
from pathlib import Path
from typing import IO, Any

from briefing_app import i18n
from briefing_app.errors import BriefingError, MachineError
from briefing_app.i18n import _
from briefing_app.paper.typesetter import Job, Typesetter
from briefing_app.templates import TemplateFolder


def work(asked: IO[bytes], answered: IO[bytes]) -> int:
    """Set the job that is asked for; the process's exit code.

    Args:
        asked: a line with a number, then a request of as many bytes, JSON; where it ends after that, so does the
            process.
        answered: gets a line of JSON, `{"size": N}` with N bytes of PDF after it or `{"error": [class, sentence, hint,
            details]}`.
    """
    request = json.loads(asked.read(int(asked.readline())))
    threading.Thread(target=_end_with, args=(asked,), daemon=True).start()
    try:
        pdf = _set(request)
    except BriefingError as error:
        _write(answered, {"error": [type(error).__name__, error.sentence, error.hint, error.details]})
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the door of this process: whoever asked is told
        _write(answered, {"error": [MachineError.__name__, *_in_words(error)]})
        return MachineError.exit_code
    _write(answered, {"size": len(pdf)}, pdf)
    return 0


def _set(request: dict[str, Any]) -> bytes:
    resources = Path(request["resources"])
    i18n.configure(resources / "locales")
    own = TemplateFolder(resources / "typst", Path(request["own"])) if request["own"] else None
    return Typesetter(resources, own).pdf(Job(**request["job"]))


def _write(answered: IO[bytes], answer: dict[str, Any], data: bytes = b"") -> None:
    answered.write(json.dumps(answer).encode() + b"\n" + data)
    answered.flush()


def _end_with(asked: IO[bytes]) -> None:
    """Typst lets other threads run while it works."""
    asked.read(1)
    os._exit(MachineError.exit_code)


def _in_words(error: Exception) -> tuple[str, str, str]:
    """Where it happened, for a report; not what it says, which may quote a note."""
    where = "".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__
    return _("The pages could not be made: a fault of the app."), _("Nothing was written."), where
