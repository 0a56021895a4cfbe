"""The commands that encrypt notes and make them plain again, and how any command is given the passphrase."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from briefing_app.console import say
from briefing_app.errors import BriefingError, NotFoundError, UsageError
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.notes.safe import Safe
    from briefing_app.workspace import Workspace

Adder = Callable[[str, Callable[[argparse.Namespace, "Workspace"], object], str], argparse.ArgumentParser]
TRIES = 3


class NobodyThereError(BriefingError):
    """A passphrase would have to be typed, and there is no terminal."""

    def __init__(self) -> None:
        super().__init__(
            _("A passphrase is needed, and nobody is here to type it."),
            _("Call this in a terminal, or name a file with --passphrase-file."),
        )


def add_encryption_commands(add: Adder) -> None:
    """Add what can be done with the passphrase to the parsers of `note`."""
    add("encrypt", encrypt, _("encrypt all notes, their journal and copies, in place"))
    add("decrypt", decrypt, _("make all notes, their journal and copies plain again, in place"))
    changing = add("passphrase", change, _("have the notes opened by another passphrase"))
    changing.add_argument("--new-passphrase-file", type=Path, metavar="FILE", help=_("its first line is the new one"))
    add("recovery", print_code, _("print another recovery code, which opens the notes without the passphrase"))


def add_passphrase_option(group: argparse._ArgumentGroup) -> None:
    """Add the option that every command has."""
    group.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help=_("its first line opens encrypted notes, unasked")
    )


def opener(arguments: argparse.Namespace) -> Callable[[Safe], None]:
    """What opens encrypted notes when a command first needs them."""

    def open_safe(safe: Safe) -> None:
        from briefing_app.notes.encryption import unlock
        from briefing_app.notes.keys import NotesLockedError, WrongPassphraseError

        for left in reversed(range(TRIES)):
            try:
                words = passphrase(arguments, _("Passphrase of the notes: "))
            except NobodyThereError as error:
                raise NotesLockedError(error.hint) from error
            _wait(safe)
            try:
                return unlock(safe, words)
            except WrongPassphraseError as error:
                if arguments.passphrase_file is not None or not left:
                    raise
                say(error.sentence)
        return None

    return open_safe


def passphrase(arguments: argparse.Namespace, prompt: str) -> str:
    """The passphrase, from the file that was named or typed unseen.

    Raises:
        NobodyThereError: it would have to be typed, and nobody is there.
        NotFoundError: the file is not there.
    """
    if arguments.passphrase_file is not None:
        return _first_line(arguments.passphrase_file)
    return _typed(prompt)


def encrypt(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Encrypt the notes in place."""
    from briefing_app.notes import encryption

    encryption.refuse_encrypted(workspace.safe)
    say(_("Without the passphrase nobody can read the notes again, nor can we: there is no other way back."))
    say(_("A recovery code, to be printed, is made by: briefing-app note recovery"))
    encryption.encrypt(workspace.safe, _new_passphrase(arguments.passphrase_file))
    say(_("The notes, their journal and their copies are encrypted."))
    say(_("The free space of the disk, and copies that others made, may still hold them as they were."))
    return {"encrypted": True}


def decrypt(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Make the notes plain in place; asks for the passphrase."""
    from briefing_app.notes import encryption

    words = _words_now(arguments, workspace)
    encryption.decrypt(workspace.safe, words)
    say(_("The notes, their journal and their copies are plain: whoever can read the files can read them."))
    return {"encrypted": False}


def change(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Have the notes opened by another passphrase."""
    from briefing_app.notes import encryption

    old = _words_now(arguments, workspace)
    encryption.change_passphrase(workspace.safe, old, _new_passphrase(arguments.new_passphrase_file))
    say(_("The new passphrase opens the notes. Backups made before open with the old one."))
    return {"encrypted": True}


def print_code(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Print another recovery code."""
    from briefing_app.notes import encryption

    words = _words_now(arguments, workspace)
    code = encryption.make_recovery_code(workspace.safe, words)
    if arguments.json:
        return {"code": code}
    print(code)
    say(_("Write it down or print it, and keep it away from the laptop. A code made before opens nothing any more."))
    return None


def _words_now(arguments: argparse.Namespace, workspace: Workspace) -> str:
    """What opens the notes now, asked for also where they were opened before."""
    from briefing_app.notes.encryption import refuse_plain

    refuse_plain(workspace.safe)
    words = passphrase(arguments, _("Passphrase, or recovery code: "))
    _wait(workspace.safe)
    return words


def _new_passphrase(file: Path | None) -> str:
    if file is not None:
        return _first_line(file)
    words = _typed(_("New passphrase: "))
    if words != _typed(_("Once more: ")):
        raise UsageError(_("The two are not the same. Nothing was changed."))
    return words


def _typed(prompt: str) -> str:
    from getpass import getpass

    if not _somebody_is_there():
        raise NobodyThereError
    return getpass(prompt)


def _somebody_is_there() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
        return True
    except OSError:  # no terminal, or a system that has no such file
        return sys.stdin is not None and sys.stdin.isatty()


def _first_line(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig").partition("\n")[0].removesuffix("\r")
    except FileNotFoundError as error:
        raise NotFoundError(_("There is no file {path}.").format(path=file)) from error
    except UnicodeDecodeError as error:
        raise UsageError(_("{path} is not UTF-8.").format(path=file)) from error


def _wait(safe: Safe) -> None:
    """Let the time pass that follows a wrong passphrase."""
    from briefing_app.notes.keys import seconds_to_wait, wait_in_words

    if (seconds := seconds_to_wait(safe.path)) > 0:
        if seconds > 1:
            say(wait_in_words(seconds))
        time.sleep(seconds)
