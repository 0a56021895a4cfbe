"""Highlights and comments of the card that is shown: set on the page, drawn there, listed beside the note."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from briefing_app.errors import BriefingError
from briefing_app.gui.notes_panel import NotesPanel
from briefing_app.gui.page_text import Hit
from briefing_app.i18n import _
from briefing_app.notes.colours import COLOURS, colour_names

if TYPE_CHECKING:
    from briefing_app.gui.card_view import CardView
    from briefing_app.gui.lost_marks import LostMarks
    from briefing_app.gui.mark_bar import MarkBar
    from briefing_app.gui.mark_list import MarkList
    from briefing_app.gui.message_bar import MessageBar
    from briefing_app.gui.page_places import PagePlaces
    from briefing_app.notes.anchors import Anchor, CardText, Place
    from briefing_app.notes.annotations import Annotation
    from briefing_app.notes.store import Note
    from briefing_app.screen.theme import Theme
    from briefing_app.workspace import Workspace

BAR_MS = 150  # of rest after which the bar stands at the selection


class Marking(QObject):
    """Ties the annotations of one card to its page."""

    changed = Signal()
    """An annotation was written."""
    save_failed = Signal(object)
    """A `BriefingError`: a comment could not be saved, and is still in its editor."""
    difference_wanted = Signal(str, str)
    """The reader wants to see how the first text became the second."""

    audience_wanted = Signal(str)
    """The reader wants to say who may see the mark with this id."""
    editor_made = Signal(object)
    """The `NoteEditor` of comments."""

    def __init__(self, workspace: Workspace, view: CardView, message: MessageBar, notes: NotesPanel) -> None:
        super().__init__(view)
        self._workspace, self._view, self._message = workspace, view, message
        self._card_id = ""
        self._annotations: list[Annotation] = []
        self._to_read = False
        self._led_to = ""
        self._hits: dict[str, list[Hit]] = {}
        self._colour = COLOURS[0]
        self._theme: Theme | None = None
        self._reason: BriefingError | None = None  # why nothing may be written
        self._font = QFont()
        self._text: CardText | None = None
        self._places: PagePlaces | None = None
        self._found: dict[Anchor, tuple[Place, list[Hit]]] = {}  # on the page that is shown
        self.side = _column(notes)
        self._drawing = QTimer(self, interval=0, singleShot=True)  # after the page itself is painted, and once
        self._drawing.timeout.connect(self._draw)
        self._rest = QTimer(self, interval=BAR_MS, singleShot=True)
        self._rest.timeout.connect(self._show_bar)
        view.page_shown.connect(self._page_shown)
        view.selectionChanged.connect(self._selection_changed)
        view.verticalScrollBar().valueChanged.connect(self._hide_bar)
        view.mark_wanted.connect(self.highlight_again)
        view.comment_wanted.connect(self.comment_on_selection)
        view.place_clicked.connect(self._choose_at)

    @cached_property
    def marks(self) -> MarkList:
        """The marks beside the note; made when there is one, or one is asked for."""
        from briefing_app.gui.mark_list import MarkList

        marks = MarkList()
        marks.chosen.connect(self._show_on_page)
        marks.comment_wanted.connect(self._open_comment)
        marks.removal_wanted.connect(self.remove)
        marks.colour_wanted.connect(self.use_colour)
        marks.words_wanted.connect(lambda mark_id: self.lost.show_words(mark_id))  # noqa: PLW0108 - not yet
        marks.setting_wanted.connect(lambda: self.lost.set_here())  # noqa: PLW0108 - not yet
        marks.audience_wanted.connect(self.audience_wanted)
        _put_below(self.side, marks, 1)
        return marks

    @cached_property
    def lost(self) -> LostMarks:
        """What is done with marks whose card was revised."""
        from briefing_app.gui.lost_marks import LostMarks

        return LostMarks(self)

    @property
    def theme(self) -> Theme | None:
        """In whose colours marks are drawn."""
        return self._theme

    def tell(self, sentence: str) -> None:
        """Say something to the reader."""
        self._message.tell(sentence)

    @cached_property
    def comment(self) -> NotesPanel:
        """Where a comment is written; made when one is."""
        comment = NotesPanel(self._save_comment, heading=_("COMMENT"))
        comment.note_saved.connect(self._comment_saved)
        comment.save_failed.connect(self.save_failed)
        comment.escape_pressed.connect(self._close_comment)
        comment.audience_pressed.connect(lambda: self.audience_wanted.emit(comment.card_id))
        comment.difference_wanted.connect(self.difference_wanted)
        comment.set_text_font(self._font)
        comment.hide()
        self.editor_made.emit(comment.editor)
        _put_below(self.side, comment, 2)
        return comment

    def set_text_font(self, font: QFont) -> None:
        """Write comments in the font of notes."""
        self._font = font
        if "comment" in self.__dict__:
            self.comment.set_text_font(font)

    def show(self, card_id: str) -> bool:
        """Show the marks of a card, "" for none. False: a comment is not saved, and the card before stays."""
        if "comment" in self.__dict__:
            if not self.comment.show_nothing():
                return False
            self.comment.hide()
        self._card_id, self._text, self._places, self._found = card_id, None, None, {}
        if "marks" in self.__dict__:
            self.marks.forget()
        self._annotations, self._to_read = [], True  # with the drawing: what reads them takes long to import
        self._drawing.start()
        return True

    def forget(self) -> None:
        """Keep nothing of what was read and written, once it is saved."""
        self.show("")
        if "comment" in self.__dict__:
            self.comment.forget()

    def is_busy(self) -> bool:
        """Whether the marks are still to be drawn."""
        return self._drawing.isActive()

    def lead_to(self, mark_id: str) -> None:
        """Bring a mark of the card into sight, as soon as it is drawn."""
        self._led_to = mark_id
        self._drawing.start()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of another theme."""
        self._theme = theme
        self._drawing.start()

    def flush(self) -> bool:
        """Save the comment that is being written. False: it could not be saved, and is still in the editor."""
        return "comment" not in self.__dict__ or self.comment.flush()

    def show_only(self, reason: BriefingError | None) -> None:
        """Let comments be read and not written, and say why; None: they may be written."""
        self._reason = reason
        if "comment" in self.__dict__:
            self.comment.show_only(reason)

    def current_id(self) -> str:
        """The mark, or the comment, that has the keyboard of its window; "" where neither has."""
        focus = self.side.window().focusWidget()
        if "comment" in self.__dict__ and focus is not None and self.comment.isAncestorOf(focus):
            return self.comment.card_id or ""
        return self.marks.current_id() if "marks" in self.__dict__ and focus is self.marks else ""

    def load_again(self, *, restored: bool = False) -> None:
        """Another process or window wrote annotations, or this one has restored some."""
        self._load()
        if "comment" not in self.__dict__ or not self.comment.card_id:
            return
        one = next((one for one in self._annotations if one.id == self.comment.card_id), None)
        if one is not None:
            show = self.comment.show_restored if restored else self.comment.note_changed_elsewhere
            show(_as_note(one))
        elif not self.comment.has_unsaved_text():  # it is gone
            if self.comment.isAncestorOf(QApplication.focusWidget() or self.side):
                self._view.setFocus()  # else the next letters would go anywhere
            if not restored:
                self._message.tell(_("This comment was deleted elsewhere."))
            self.comment.note_destroyed()
            self.comment.show_nothing()
            self.comment.hide()

    # --- what the reader does ------------------------------------------------------------------------------------

    def highlight(self, colour: str) -> Annotation | None:
        """Mark the selection in a colour."""
        self._colour = colour
        span = self.selected()
        if span is None or self._text is None:
            return None
        text = self._text
        added = self._do(
            lambda: self._workspace.annotations.add(self._card_id, anchor=text.anchor(*span), colour=colour)
        )
        if added is not None:
            cursor = self._view.textCursor()
            cursor.setPosition(cursor.selectionEnd())
            self._view.setTextCursor(cursor)
            self._hide_bar()
            self._load()
            self.changed.emit()
        return added

    def use_colour(self, colour: str) -> None:
        """Mark the selection in a colour; without one, give it to the mark that is current in the list."""
        if self._view.textCursor().hasSelection():
            self.highlight(colour)
            return
        mark_id = self.marks.current_id()
        one = next((one for one in self._annotations if one.id == mark_id and one.anchor is not None), None)
        if one is None:
            self._message.tell(_("Select words in the card, or choose a mark in the list."))
        elif self._do(lambda: self._workspace.annotations.change(mark_id, colour=colour)) is not None:
            self._load()
            self.changed.emit()

    def highlight_again(self) -> None:
        """Mark the selection in the colour that was used last."""
        self.highlight(self._colour)

    def comment_on_selection(self) -> None:
        """Mark the selection and say something about it; without a selection, about the mark that is current."""
        added = self.highlight(self._colour) if self._view.textCursor().hasSelection() else None
        if added is not None:
            self._open_comment(added.id)
        elif self.marks.current_id():
            self._open_comment(self.marks.current_id())

    def copy_citation(self) -> None:
        """Copy the selection with who said it, where and when, the card and its version."""
        span = self.selected()
        if span is not None and self._text is not None:
            from briefing_app.screen.citation import citation

            path, words = next(self._text.pieces(*span))[0], self._text.text[slice(*span)]
            card, language = self._workspace.card(self._card_id), self._workspace.language
            QGuiApplication.clipboard().setText(citation(card, path, words, language))
            self._hide_bar()
            self._message.tell(_("Copied as a citation."))

    def remove(self, mark_id: str) -> None:
        """Put a mark into the bin; can be undone."""
        if self.comment.card_id == mark_id and not self.comment.show_nothing():
            return
        if self._do(lambda: self._workspace.annotations.delete(mark_id)) is not None:
            self.comment.hide()
            self._load()
            self.changed.emit()
            self._message.tell(_("The mark is in the bin."), lambda: self._bring_back(mark_id), in_history=True)

    def has_selection(self) -> bool:
        """Whether anything is selected on the page."""
        return self._view.textCursor().hasSelection()

    def place_of(self, mark_id: str) -> tuple[Anchor | None, Place, CardText | None]:
        """What a mark was set on, where that stands now, and in which text; None for what is not there."""
        from briefing_app.notes.anchors import LOST

        one = next((one for one in self._annotations if one.id == mark_id), None)
        if one is None or one.anchor is None or not self._lay_side_by_side():
            return None, LOST, None
        return one.anchor, self._look_for(one.anchor)[0], self._text

    def set_on(self, mark_id: str, span: tuple[int, int]) -> bool:
        """Set a mark onto other letters of the card's text; whether that is saved."""
        text = self._text
        if text is None:
            return False
        done = self._do(lambda: self._workspace.annotations.change(mark_id, anchor=text.anchor(*span)))
        self._load()
        self.changed.emit()
        return done is not None

    # --- inside --------------------------------------------------------------------------------------------------

    @cached_property
    def _bar(self) -> MarkBar:
        from briefing_app.gui.mark_bar import MarkBar

        bar = MarkBar(self._view.viewport())
        bar.colour_chosen.connect(self.highlight)
        bar.comment_wanted.connect(self.comment_on_selection)
        bar.citation_wanted.connect(self.copy_citation)
        return bar

    def _do(self, action: Callable[[], Annotation]) -> Annotation | None:
        try:
            return action()
        except BriefingError as error:
            self._message.fail(error)
            return None

    def _bring_back(self, mark_id: str) -> None:
        self._do(lambda: self._workspace.annotations.undelete(mark_id, step=None))
        self._load()
        self.changed.emit()

    def _load(self) -> None:
        self._read()
        self._drawing.start()
        if "comment" in self.__dict__:
            for one in self._annotations:
                self.comment.note_changed_elsewhere(_as_note(one))

    def _read(self) -> None:
        self._to_read = False
        try:
            known = self._card_id and self._workspace.has_notes
            self._annotations = self._workspace.annotations.all(self._card_id) if known else []
        except BriefingError:  # the notes panel says why
            self._annotations = []

    def _page_shown(self) -> None:
        self._found = {}
        self._text = self._places = None  # the card may be another version, the page in another size
        self._hide_bar()
        self._drawing.start()

    def _draw(self) -> None:
        """Draw the marks on the page and list them, in the order of the card; what lost its place last."""
        if self._to_read:
            self._read()
        if self._theme is None or not (self._annotations or "marks" in self.__dict__):
            return
        from briefing_app.gui.mark_list import Row
        from briefing_app.notes.anchors import field_in_words

        self._hits = {}
        marks = [one for one in self._annotations if one.anchor is not None]
        places = self._find(marks)
        order = {one.id: _order(one.anchor, place) for one, place in places.items() if one.anchor}
        rows, names = [], colour_names(self._workspace.settings.colours)
        for one in sorted(self._annotations, key=lambda one: order.get(one.id, (True, 1 << 40))):
            state = places[one].state if one in places else "placed"
            words = one.anchor.exact if one.anchor else ""
            meaning = names.get(one.colour or "", "")
            where = field_in_words(one.anchor.field) if one.anchor and state == "lost" else ""
            rows.append(Row(one.id, one.colour or "", words, one.text, state, one.audience, meaning, where))
        self.marks.show_rows(rows, self._theme, names)
        from briefing_app.gui.mark_styles import format_of

        theme = self._theme
        self._view.show_marks(
            [(hit, format_of(one.colour or COLOURS[0], theme)) for one in marks for hit in self._hits.get(one.id, ())]
        )
        if self._led_to:
            self.marks.make_current(self._led_to)
            self._show_on_page(self._led_to)
            self._led_to = ""

    def _find(self, marks: list[Annotation]) -> dict[Annotation, Place]:
        from briefing_app.notes.anchors import LOST

        found: dict[Annotation, Place] = {}
        lies_open = bool(marks) and self._lay_side_by_side()
        for one in marks:
            found[one], hits = self._look_for(one.anchor) if lies_open and one.anchor else (LOST, [])
            if hits:
                self._hits[one.id] = hits
        return found

    def _look_for(self, anchor: Anchor) -> tuple[Place, list[Hit]]:
        """Where a mark stands in the card and on its page; looked for once a page."""
        if anchor not in self._found and self._text is not None and self._places is not None:
            place = self._text.find(anchor)
            hits = self._places.on_page(place.start, place.end) if place.state != "lost" else []
            self._found[anchor] = place, hits
        return self._found[anchor]

    def _lay_side_by_side(self) -> bool:
        """Whether the text of the card and its page can be compared."""
        if self._text is None:
            try:
                self._text = self._workspace.card_text(self._card_id)
            except BriefingError:
                return False
        if self._places is None:
            from briefing_app.gui.page_places import PagePlaces

            self._places = PagePlaces(self._view.document().toRawText(), self._text)
        return True

    def selected(self) -> tuple[int, int] | None:
        """The letters of the card's text that are selected; says so where the selection is none of it."""
        cursor = self._view.textCursor()
        if not self._card_id or not cursor.hasSelection() or not self._lay_side_by_side() or self._places is None:
            return None
        span = self._places.in_card(Hit(cursor.selectionStart(), cursor.selectionEnd()))
        if span is None or span[0] >= span[1]:
            self._message.tell(_("Only the text of the card can be marked, not its labels."))
            return None
        return span

    def _selection_changed(self) -> None:
        if self._view.textCursor().hasSelection() and self._card_id:
            self._rest.start()
        else:
            self._hide_bar()

    def _show_bar(self) -> None:
        cursor = self._view.textCursor()
        if cursor.hasSelection() and self._card_id and self._theme is not None and self._view.isVisible():
            self._bar.set_theme(self._theme)
            self._bar.show_names(colour_names(self._workspace.settings.colours))
            end = self._view.textCursor()
            end.setPosition(cursor.selectionEnd())
            self._bar.show_at(self._view.cursorRect(end))

    def _hide_bar(self) -> None:
        self._rest.stop()
        if "_bar" in self.__dict__:
            self._bar.hide()

    def _show_on_page(self, mark_id: str) -> None:
        hits = self._hits.get(mark_id)
        if hits:
            self._view.show_hit(hits[0])

    def _choose_at(self, position: int) -> None:
        """The reader clicked on the page: the mark there becomes the current one of the list."""
        for mark_id, hits in self._hits.items():
            if any(hit.start <= position <= hit.end for hit in hits):  # between two letters
                self.marks.make_current(mark_id)
                return

    def _open_comment(self, mark_id: str) -> None:
        one = next((one for one in self._annotations if one.id == mark_id), None)
        if one is None or not self.comment.flush():
            return
        words = " ".join((one.anchor.exact if one.anchor else one.text).split())[:40]
        self.marks.make_current(mark_id)
        self.comment.show()
        self.comment.show_note(mark_id, words, _as_note(one))
        self.comment.show_only(self._reason)
        self.comment.setFocus()

    def _save_comment(self, mark_id: str, text: str, base_revision: int) -> Note:
        return _as_note(self._workspace.annotations.write(mark_id, text, base_revision))

    def _comment_saved(self, _note: object) -> None:
        self._load()
        self.changed.emit()

    def _close_comment(self) -> None:
        if self.comment.show_nothing():
            self.comment.hide()
        self._view.setFocus()


def _order(anchor: Anchor, place: Place) -> tuple[bool, int]:
    """The order of the card; what lost its place after all that has one, as it stood there."""
    return (True, anchor.start) if place.state == "lost" else (False, place.start)


def _as_note(annotation: Annotation) -> Note:
    from briefing_app.notes.store import Note

    return Note(
        annotation.id,
        annotation.text,
        annotation.created,
        annotation.modified,
        annotation.revision,
        annotation.audience,
        annotation.other,
    )


def _column(notes: QWidget) -> QWidget:
    side = QWidget()
    side.setObjectName("notesSide")
    layout = QVBoxLayout(side)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(notes, 1)
    side.setFocusProxy(notes)
    return side


def _put_below(side: QWidget, widget: QWidget, place: int) -> None:
    layout = side.layout()
    if isinstance(layout, QVBoxLayout):
        layout.insertWidget(min(place, layout.count()), widget, 1)
