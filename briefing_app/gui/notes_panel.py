"""The reader's note beside the card: typed in an editor, saved while typing, with a line that says what is on disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from briefing_app.errors import BriefingError
from briefing_app.gui.note_editor import NoteEditor, as_shown
from briefing_app.i18n import _
from briefing_app.notes.colours import audience_names

if TYPE_CHECKING:
    from briefing_app.gui.conflict_bar import ConflictBar
    from briefing_app.notes.history import Edit
    from briefing_app.notes.store import Note

SaveNote = Callable[[str, str, int], "Note"]

SAVE_MS = 400  # after the first key that is not saved; with the saving itself this stays under half a second
REST_MS = 400  # after the last key: then the status line says what is saved
RETRY_MS = 3000  # after a failure
READABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class NotesPanel(QWidget):
    """Heading, editor and status line for the note of one card at a time.

    The panel knows no store. It asks `save(card_id, text, base_revision)` and believes the note that it returns; a
    BriefingError means that nothing was saved. Then the text stays in the editor, the status line says why, saving is
    tried again every few seconds, and no other card is shown: `flush`, `show_note`, `show_nothing` and
    `show_unreadable` answer False, and whoever wanted to change the card does not.

    Where another text came between, the note that is saved holds both, and so do its later savings until the reader
    has chosen; the editor goes on with what was written here, below a bar that asks. Whoever goes to another card
    without an answer has kept both.

    A style sheet finds its parts as notesPanel, notesHeading, notesEditor and notesStatus, and the status line's
    property "state": "idle", "unsaved", "saved" or "failed".
    """

    note_saved = Signal(object)
    """A Note is on disk."""
    save_failed = Signal(object)
    """A BriefingError: the text could not be saved and is still in the editor. Said once, not at every further try."""
    escape_pressed = Signal()
    """The reader wants to go back to the card."""
    audience_pressed = Signal()
    """The reader wants to say who may see the note."""
    difference_wanted = Signal(str, str)
    """The reader wants to see how what was written elsewhere, the first, differs from what was written here."""

    def __init__(
        self, save: SaveNote, parent: QWidget | None = None, *, heading: str = "", retry_ms: int = RETRY_MS
    ) -> None:
        super().__init__(parent)
        self._ask_to_save = save
        self._card_id: str | None = None
        self._note: Note | None = None  # what the text was made from
        self._waiting: Note | None = None  # written elsewhere while there is text of ours to save first
        self._other: Edit | None = None  # written elsewhere and saved beside ours; the reader has still to choose
        self._failed = False
        self._own_heading = heading or _("NOTES")
        self._heading = QLabel(self._own_heading)
        self.audience = QToolButton()
        """Says who may see the note; there where there is one."""
        self._editor = NoteEditor()
        self._status = QLabel()
        self._build()
        self._soon = self._timer(SAVE_MS, self._save_in_passing)
        self._rest = self._timer(REST_MS, self._save)
        self._retry = self._timer(retry_ms, self._save)
        self._editor.textChanged.connect(self._text_changed)
        self._editor.left.connect(self._save)
        self._editor.escape_pressed.connect(self.escape_pressed)
        self.show_nothing()

    @property
    def editor(self) -> NoteEditor:
        """Where it is written."""
        return self._editor

    @property
    def card_id(self) -> str | None:
        """The card whose note is shown."""
        return self._card_id

    def show_note(self, card_id: str, title: str, note: Note | None, *, heading: str = "", hint: str = "") -> bool:
        """Show the note of a card for writing, None for an empty one. False: the text shown before is not saved.

        `heading` and `hint` stand over and in place of it where it is no note on a card.
        """
        if self._shows(card_id):
            self.note_changed_elsewhere(note)
            return True
        if not self.flush():
            return False
        if note is None:
            self._editor.forget(card_id.lower())  # a note that was destroyed comes back by no step of typing
        self._open(card_id, note.text if note else "", _("Note on “{title}”").format(title=title))
        self._note = note
        self._heading.setText(heading or self._own_heading)
        self._editor.setPlaceholderText(hint or _("What you will ask, say or remember about this card."))
        self._show_saved()
        return True

    def show_nothing(self) -> bool:
        """Show that no card is chosen. False: the text shown before is not saved."""
        if not self.flush():
            return False
        self._open(None, "", _("Note"))
        self._editor.setPlaceholderText(_("Choose a card to write beside it."))
        self._say("idle", "")
        return True

    def show_unreadable(self, error: BriefingError) -> bool:
        """Show why there is no note to read, and take none. False: the text shown before is not saved."""
        if not self.show_nothing():
            return False
        self._editor.setPlaceholderText("")
        self._say("failed", f"{error.sentence} {error.hint}")
        return True

    def show_only(self, reason: BriefingError | None) -> None:
        """Let the note be read and not changed, and say why; None: it may be written. A text not saved yet stays so."""
        if self._card_id is None or self.has_unsaved_text() or (reason is None) != self._editor.isReadOnly():
            return
        self._editor.setReadOnly(reason is not None)
        if reason is None:
            self._show_saved()
            return
        self._editor.setTextInteractionFlags(READABLE)
        self._editor.setPlaceholderText("")
        self._say("failed", f"{reason.sentence} {reason.hint}")

    def note_changed_elsewhere(self, note: Note | None) -> None:
        """Take up what another process wrote: shown at once, or merged by the next saving if there is text to save."""
        if note is None or not self._shows(note.card_id) or note.revision == self._base():
            return
        if as_shown(note.text) == self._editor.text():  # it is another in who may see it alone
            self._note, self._waiting = note, None
            self._show_saved()
        elif self.has_unsaved_text():
            self._waiting = note
            self._say("unsaved", _("Not saved yet… Changed elsewhere meanwhile: both texts will be kept."))
        else:
            self._settle_conflict()
            self._take_over(note)

    def show_restored(self, note: Note | None) -> None:
        """Show what the window itself put in place of the text; no step of typing leads back over it."""
        if note is None or not self._shows(note.card_id) or self.has_unsaved_text():
            self.note_changed_elsewhere(note)
            return
        self._settle_conflict()
        self._note, self._waiting = note, None
        self._editor.replace_text(note.text)
        self._editor.document().clearUndoRedoStacks()
        self._show_saved()

    def note_destroyed(self) -> None:
        """The note that is shown is in no file any more: show none, and save it never again.

        Words that were never saved stay: they are no part of what was destroyed.
        """
        if self._note is None or self._card_id is None or self.has_unsaved_text():
            return
        self._settle_conflict()
        self._note = self._waiting = None
        self._editor.forget(self._card_id.lower())
        self._show_saved()

    def has_unsaved_text(self) -> bool:
        """Whether the editor holds what no file does."""
        return self._card_id is not None and self._editor.document().isModified()

    def flush(self) -> bool:
        """Save now what is not saved. False: it could not be, and is still in the editor."""
        if self._editor.hasFocus():
            QGuiApplication.inputMethod().commit()  # the characters that are still being composed
        return self._save()

    def forget(self) -> bool:
        """Show nothing, and keep no text of what was shown before. False: the text is not saved, and stays."""
        shown = self.show_nothing()
        if shown:
            self._editor.forget_others()
        return shown

    def keep_mine(self) -> None:
        """Of the two texts, what was written here is the note; the other stays in its history."""
        if self._other is not None:
            self._settle_conflict()
            self._editor.document().setModified(True)
            self._save()
            self._editor.setFocus()

    def take_other(self) -> None:
        """Of the two texts, what was written elsewhere is the note; what was written here is saved before."""
        if self._other is not None and self.flush() and self._other is not None:
            text = self._other.text
            self._settle_conflict()
            self._editor.replace_text(text)
            self._editor.document().setModified(True)
            self._save()
            self._editor.setFocus()

    def keep_both(self) -> None:
        """Both texts are the note, one below the other."""
        if self._other is not None and self.flush() and self._note is not None:
            self._settle_conflict()
            self._editor.replace_text(self._note.text)
            self._editor.setFocus()

    def set_text_font(self, font: QFont) -> None:
        """Write and read in `font`, zoom included."""
        self._editor.set_text_font(font)

    def _build(self) -> None:
        self.setObjectName("notesPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # else a style sheet's background is not drawn
        self.setAccessibleName(_("Notes"))
        self.setFocusProxy(self._editor)
        self._heading.setObjectName("notesHeading")
        self._heading.setAccessibleName(_("Notes"))
        self._heading.setBuddy(self._editor)
        self._heading.setWordWrap(True)
        self._editor.setObjectName("notesEditor")
        self._editor.setFrameShape(NoteEditor.Shape.NoFrame)
        self._status.setObjectName("notesStatus")
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._status.setWordWrap(True)
        self.audience.setObjectName("audience")
        self.audience.setAccessibleName(_("Who may see it"))
        self.audience.clicked.connect(self.audience_pressed)
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self.audience)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        for widget in (self._editor, self._status):
            layout.addWidget(widget)

    def _timer(self, interval: int, action: Callable[[], object]) -> QTimer:
        timer = QTimer(self, interval=interval, singleShot=True)
        timer.timeout.connect(action)
        return timer

    def _base(self) -> int:
        return self._note.revision if self._note else 0

    def _shows(self, card_id: str) -> bool:
        """Whether the card is open for writing; ids that differ in case alone are one."""
        return self._card_id is not None and self._card_id.lower() == card_id.lower()

    def _open(self, card_id: str | None, text: str, name: str) -> None:
        self._settle_conflict()
        self._card_id, self._note, self._waiting = card_id, None, None
        self._editor.open((card_id or "").lower(), text)
        self._editor.setReadOnly(card_id is None)
        self._heading.setText(self._own_heading)
        self._show_audience()
        self._editor.setAccessibleName(name)

    def _text_changed(self) -> None:
        if self._failed:  # a disk that fails makes each try slow: not one at every pause
            return
        self._say("unsaved", _("Not saved yet…"))
        self._rest.start()
        if not self._soon.isActive():
            self._soon.start()

    def _save_in_passing(self) -> None:
        """Save while typing goes on; the status line waits until it rests, else it would flicker all the time."""
        left = self._rest.remainingTime()
        if self._save() and left > 0:
            self._say("unsaved", _("Not saved yet…"))
            self._rest.start(left)

    def _save(self) -> bool:
        for timer in (self._soon, self._rest, self._retry):
            timer.stop()
        if self._card_id is None or not self._editor.document().isModified():
            self._settle()
            return True
        text = self._text_to_save()
        try:
            note = self._ask_to_save(self._card_id, text, self._base())
        except BriefingError as error:
            self._fail(error)
            return False
        self._accept(note, text)
        return True

    def _settle(self) -> None:
        """Nothing is left to save: the reader took back what was typed."""
        self._failed = False
        if self._waiting is not None:
            self._take_over(self._waiting)
        elif self._status.property("state") in ("unsaved", "failed") and self._card_id is not None:
            self._show_saved()

    def _accept(self, note: Note, text: str) -> None:
        self._failed, self._note, self._waiting = False, note, None
        if note.other is not None and self._other is None:
            self._ask_which(note.other)
        elif note.other is not None or as_shown(note.text) != as_shown(text):
            self._settle_conflict()  # a third text, or letters that no file holds: what is saved is shown
            self._editor.replace_text(note.text)
        self._editor.document().setModified(False)
        if self._other is not None or note.other is not None:
            self._say("saved", _("Saved {time} · both texts kept").format(time=_time(note.modified)))
        else:
            self._show_saved()
        self.note_saved.emit(note)

    def _text_to_save(self) -> str:
        """What stands in the editor; with the other text as long as the reader has not chosen."""
        if self._other is None:
            return self._editor.text()
        from briefing_app.notes.merge import keep_both

        return keep_both(self._editor.text(), self._other.text, datetime.fromisoformat(self._other.when))

    def _ask_which(self, other: Edit) -> None:
        self._other = other
        self._conflict_bar.ask(_time(other.when))

    def _settle_conflict(self) -> None:
        if self._other is not None:
            self._other = None
            self._conflict_bar.hide()

    @cached_property
    def _conflict_bar(self) -> ConflictBar:
        from briefing_app.gui.conflict_bar import ConflictBar

        bar = ConflictBar(self)
        bar.difference_wanted.connect(self._show_difference)
        bar.mine_wanted.connect(self.keep_mine)
        bar.other_wanted.connect(self.take_other)
        bar.both_wanted.connect(self.keep_both)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.indexOf(self._editor), bar)
        return bar

    def _show_difference(self) -> None:
        if self._other is not None:
            self.difference_wanted.emit(self._other.text, self._editor.text())

    def _take_over(self, note: Note) -> None:
        self._note, self._waiting = note, None
        self._editor.replace_text(note.text)
        self._show_audience()
        self._say("saved", _("Changed elsewhere {time} · only on this computer").format(time=_time(note.modified)))

    def _fail(self, error: BriefingError) -> None:
        known, self._failed = self._failed, True
        self._retry.start()
        stays = _("The text stays here and is saved as soon as it can be.")
        self._say("failed", f"{error.sentence} {error.hint} {stays}")
        if not known:
            self.save_failed.emit(error)

    def _show_audience(self) -> None:
        self.audience.setHidden(self._note is None)
        if self._note is not None:
            words = audience_names().get(self._note.audience, self._note.audience)
            self.audience.setText(words)
            self.audience.setAccessibleName(_("Who may see it: {audience}").format(audience=words))

    def _show_saved(self) -> None:
        self._show_audience()
        if self._note is None:
            self._say("idle", _("Only on this computer"))
        else:
            self._say("saved", _("Saved {time} · only on this computer").format(time=_time(self._note.modified)))

    def _say(self, state: str, words: str) -> None:
        news = state == "failed" and self._status.text() != words
        self._status.setText(words)
        if self._status.property("state") != state:
            self._status.setProperty("state", state)
            if self._status.isVisible():  # else the first showing polishes; asking for style() takes 5 ms
                self._status.style().unpolish(self._status)  # a style sheet looks at properties only in polish()
                self._status.style().polish(self._status)
        if news:
            from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # 2 ms that a start without news saves

            event = QAccessibleAnnouncementEvent(self._status, words)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(event)


def _time(when: str) -> str:
    """A moment in ISO 8601 in words: the time, before today the date as well."""
    moment = QDateTime.fromString(when, Qt.DateFormat.ISODate).toLocalTime()
    time = moment.toString("HH:mm")
    if moment.date() == QDate.currentDate():
        return time
    return f"{QLocale().toString(moment.date(), QLocale.FormatType.ShortFormat)} {time}"
