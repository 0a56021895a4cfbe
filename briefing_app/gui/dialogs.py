"""What the reader is asked, and what is told at length: small windows, plain text, each closed by Esc."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QInputDialog,
    QMessageBox,
    QWidget,
)

from briefing_app import __version__
from briefing_app.gui.palette import Choice, Palette
from briefing_app.gui.text_dialog import TextDialog
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.errors import BriefingError
    from briefing_app.notes.store import Note
    from briefing_app.paths import Paths

BACKUP = ".backup"  # what the names of backups of notes end in


def show_orphan_notes(parent: QWidget, notes: Sequence[Note]) -> None:
    """Show the notes whose card is no longer in the library, to be read and copied."""
    sentence = _(
        "These cards are not in the library now. Their notes stay; they stand beside the card when it is back."
    )
    text = "\n\n".join(f"{note.card_id}\n{'─' * len(note.card_id)}\n{note.text}" for note in notes)
    _show(TextDialog(_("Notes without a card"), sentence if notes else _("Every note has its card."), text, parent))


def choose(parent: QWidget, title: str, rows: Sequence[tuple[Choice, Callable[[], object]]]) -> None:
    """Let the reader pick a row by typing and do what it stands for."""
    palette = Palette(title, [choice for choice, _action in rows], parent)
    palette.exec()  # whose answer may be "rejected" after a choice, too: it loses the keyboard when it goes
    chosen = palette.chosen
    palette.deleteLater()
    if chosen is not None:
        rows[chosen][1]()


def ask_for_name(parent: QWidget, title: str, label: str, name: str) -> str:
    """A name that the reader gives, "" if they changed their mind."""
    given, accepted = QInputDialog.getText(parent, title, label, text=name)
    return given.strip() if accepted else ""


def open_folder(folder: str) -> None:
    """Show a folder in the system's own file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))


def ask_to_open_link(parent: QWidget, address: str) -> None:
    """Show a link's address; open it in the browser or copy it only if the reader says so."""
    box = _box(
        parent, _("Open this link?"), _("It leads out of Briefing App, to:\n\n{address}").format(address=address)
    )
    opener = box.addButton(_("Open in browser"), QMessageBox.ButtonRole.ActionRole)
    copier = box.addButton(_("Copy address"), QMessageBox.ButtonRole.ActionRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.exec()
    if box.clickedButton() is opener and QUrl(address).scheme() in ("http", "https", "mailto"):
        QDesktopServices.openUrl(QUrl(address))
    elif box.clickedButton() is copier:
        QGuiApplication.clipboard().setText(address)


def ask_to_lose_note(parent: QWidget) -> bool:
    """Whether to close although a note could not be saved; its text can be copied first."""
    box = _box(
        parent,
        _("The note is not saved"),
        _("The text beside the card could not be saved. If you close now, what you wrote since then is lost."),
    )
    stay = box.addButton(_("Stay"), QMessageBox.ButtonRole.RejectRole)
    leave = box.addButton(_("Close and lose it"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is leave


def ask_to_raise(parent: QWidget, audience: str) -> bool:
    """Whether more than before may see a note; `audience` as `notes.colours` has it, above "me"."""
    texts = {
        "delegation": (
            _("Let the delegation see this note?"),
            _("A note for the delegation goes along where notes are handed on within it."),
        ),
        "release": (
            _("Release this note?"),
            _("A note for release may go to anybody: to the other side, to the press, into the archive."),
        ),
    }
    box = _box(parent, *texts[audience])
    names = {"delegation": _("For the delegation"), "release": _("For release")}
    go = box.addButton(names[audience], QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(_("Keep it as it is"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is go


def ask_to_leave_out(parent: QWidget, sentence: str) -> bool:
    """Whether to make a book without the cards that are missing, of which `sentence` tells."""
    box = _box(parent, _("Make the book without them?"), sentence)
    go = box.addButton(_("Make it without them"), QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    return box.clickedButton() is go


def show_failure(details: str, *, saved: bool) -> None:
    """Tell of a fault of ours: one sentence, what to do, details to copy. Nothing is sent.

    Args:
        saved: whether the note that was being written is on disk.
    """
    sentence = (
        _("Your notes were saved first. You can go on; if it happens again, close the app and start it anew.")
        if saved
        else _("Your note could not be saved. Copy its text into another program before you close the app.")
    )
    nothing_sent = _("Nothing is sent. To report it, copy these details.")
    _show(TextDialog(_("Something went wrong in Briefing App."), f"{sentence}\n\n{nothing_sent}", details))


def show_places(parent: QWidget, paths: Paths) -> None:
    """Show where everything lies."""
    labels = {
        "data": _("Data"),
        "notes": _("Notes"),
        "library": _("Imported cards"),
        "books": _("Books"),
        "settings": _("Settings"),
        "cache": _("Cache (may be deleted)"),
        "resources": _("Bundled cards and fonts"),
    }
    rows = [f"{label}\n    {getattr(paths, name)}" for name, label in labels.items()]
    sentence = _("Everything that the app keeps is in these places on this computer.")
    _show(TextDialog(_("Where things lie"), sentence, "\n\n".join(rows), parent))


def show_problems(parent: QWidget, problems: Iterable[BriefingError]) -> None:
    """Show what went wrong since the start, in full, to be copied."""
    told = ["\n".join(filter(None, (problem.sentence, problem.hint, problem.details))) for problem in problems]
    sentence = _("What went wrong since the start, the latest last. Nothing is sent.") if told else _("Nothing so far.")
    _show(TextDialog(_("Details of problems"), sentence, "\n\n".join(told), parent))


def show_about(parent: QWidget) -> None:
    """Show what this is, what it promises, and what it does not."""
    text = _(
        "Version {version}\n\n"
        "A note is never lost. Nothing leaves the laptop. A card says only what its source says.\n\n"
        "A marking on a card is a label, not protection. This app is not accredited for classified systems.\n\n"
        "Apache License 2.0. The fonts are Noto, under the SIL Open Font License 1.1; the sources of the bundled cards "
        "are named on each card and in the file NOTICE."
    )
    sentence = _("Curated briefings, read offline.")
    _show(TextDialog(_("About Briefing App"), sentence, text.format(version=__version__), parent))


def choose_cards(parent: QWidget) -> list[Path]:
    """Card files to import; none if the reader changed their mind."""
    kinds = f"{_('Cards')} (*.md);;{_('All files')} (*)"
    names, _kind = QFileDialog.getOpenFileNames(parent, _("Import cards"), _documents(), kinds)
    return list(map(Path, names))


def choose_folder(parent: QWidget, title: str) -> list[Path]:
    """A folder of cards; none if the reader changed their mind."""
    name = QFileDialog.getExistingDirectory(parent, title, _documents())
    return [Path(name)] if name else []


def choose_card_file(parent: QWidget, name: str, folder: str, *, pdf_alone: bool) -> Path | None:
    """Where cards go, the suffix saying as what; None if the reader changed their mind.

    Args:
        name: what is proposed, without a suffix.
        folder: where the last file went, "" for the documents.
    """
    kinds = {"PDF (*.pdf)": ".pdf"}
    if not pdf_alone:
        kinds |= {
            "Word (*.docx)": ".docx",
            _("Plain text ({pattern})").format(pattern="*.txt"): ".txt",
            "Markdown (*.md)": ".md",
        }
    return _choose_file(parent, _("Export"), f"{name}.pdf", kinds, folder)


def choose_notes_file(parent: QWidget) -> Path | None:
    """Where notes go, its suffix saying as what; None if the reader changed their mind."""
    kinds = {"PDF (*.pdf)": ".pdf", "Markdown (*.md)": ".md", "JSON (*.json)": ".json"}
    return _choose_file(parent, _("Export notes"), f"{_('notes')}.pdf", kinds)


def _choose_file(parent: QWidget, title: str, name: str, kinds: Mapping[str, str], folder: str = "") -> Path | None:
    start = os.path.join(folder if os.path.isdir(folder) else _documents(), name)
    chosen, kind = QFileDialog.getSaveFileName(parent, title, start, ";;".join(kinds))
    if not chosen:
        return None
    if Path(chosen).suffix.lower() in kinds.values():
        return Path(chosen)
    path = Path(chosen + kinds.get(kind, ".pdf"))
    # Only the name without its suffix was asked about.
    return path if not path.exists() or _ask_to_replace(parent, path) else None


def _ask_to_replace(parent: QWidget, path: Path) -> bool:
    text = _("“{name}” is there already. What it holds now would be lost.").format(name=path.name)
    box = _box(parent, _("Replace this file?"), text)
    replace = box.addButton(_("Replace it"), QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(stay)
    box.exec()
    return box.clickedButton() is replace


def choose_backup_target(parent: QWidget) -> Path | None:
    """Where a backup of all notes goes; None if the reader changed their mind. A file that is there is never replaced,
    so a name is proposed that is free, and nobody is asked whether to replace one.
    """
    name = f"{_('notes')}-{datetime.now().astimezone():%Y-%m-%d}"
    start = Path(_documents(), f"{name}{BACKUP}")
    for number in count(2):
        if not start.exists():
            break
        start = start.with_name(f"{name}-{number}{BACKUP}")
    kind, never_ask = f"{_('Backup')} (*{BACKUP})", QFileDialog.Option.DontConfirmOverwrite
    chosen, _kind = QFileDialog.getSaveFileName(parent, _("Back up notes"), str(start), kind, options=never_ask)
    if not chosen:
        return None
    return Path(chosen) if Path(chosen).suffix else Path(chosen + BACKUP)


def choose_backup(parent: QWidget) -> Path | None:
    """A backup of notes; None if the reader changed their mind."""
    kinds = f"{_('Backup')} (*{BACKUP} *.sqlite);;{_('All files')} (*)"
    chosen, _kind = QFileDialog.getOpenFileName(parent, _("Restore notes from a backup"), _documents(), kinds)
    return Path(chosen) if chosen else None


def choose_notes(parent: QWidget) -> Path | None:
    """A file of notes as other programs write it; None if the reader changed their mind."""
    chosen, _kind = QFileDialog.getOpenFileName(parent, _("Import notes"), _documents(), "JSON (*.json)")
    return Path(chosen) if chosen else None


def choose_text(parent: QWidget, name: str) -> Path | None:
    """Where a text file goes; None if the reader changed their mind."""
    start = os.path.join(_documents(), f"{name.replace('/', ' ')}.txt")
    chosen, _kind = QFileDialog.getSaveFileName(parent, _("Export as text"), start, f"{_('Text')} (*.txt)")
    return Path(chosen) if chosen else None


def _show(dialog: QDialog) -> None:
    dialog.exec()
    dialog.deleteLater()


def _box(parent: QWidget, title: str, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(title)
    box.setInformativeText(text)
    return box


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
