"""Marks whose card was revised: what they stood on, what they stand on now, and where the reader sets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.i18n import _
from briefing_app.notes.anchors import LOST, field_in_words

if TYPE_CHECKING:
    from briefing_app.gui.marking import Marking
    from briefing_app.notes.anchors import Anchor, CardText, Place


class LostMarks:
    """Does with one mark of the card that `marking` shows what the reader asks for."""

    def __init__(self, marking: Marking) -> None:
        self._marking = marking

    def set_here(self) -> None:
        """Set the mark that is current in the list onto the words that are selected in the card."""
        mark_id = self._marking.marks.current_id()
        if not mark_id or not self._marking.has_selection():
            self._marking.tell(_("Choose a mark in the list and select words in the card; then set it there."))
            return
        span = self._marking.selected()  # which says what is wrong with the selection
        if span is not None and self._marking.set_on(mark_id, span):
            self._marking.tell(_("The mark stands on the words that you selected."))

    def show_words(self, mark_id: str = "") -> None:
        """Show the words that a mark was set on beside those where it stands now; keep those, if the reader wants."""
        from briefing_app.gui.difference_dialog import DifferenceDialog

        theme = self._marking.theme
        anchor, place, text = self._marking.place_of(mark_id or self._marking.marks.current_id())
        if anchor is None or text is None or theme is None:
            self._marking.tell(_("Choose a mark in the list first."))
            return
        now = text.text[place.start : place.end]
        dialog = DifferenceDialog(_("What the mark stood on"), anchor.exact, now, theme, self._marking.side)
        dialog.add_sentence(sentence_of(anchor, place, text))
        if place.state in ("moved", "changed"):
            dialog.add_action(_("&Keep the new words"))
        if dialog.exec():
            self._marking.set_on(mark_id or self._marking.marks.current_id(), (place.start, place.end))
        dialog.deleteLater()


def sentence_of(anchor: Anchor, place: Place, text: CardText) -> str:
    """What became of a passage."""
    stood = field_in_words(anchor.field)
    if place == LOST:
        return _(
            "It stood in “{place}”, and is found nowhere in the card now. Select other words there to set it on them."
        ).format(place=stood)
    stands = field_in_words(text.name_at(place.start))
    sentences = {
        "placed": _("It stands on the same words in “{place}”."),
        "moved": _("It stood in “{before}”; the same words stand in “{place}” now."),
        "changed": _("It stood in “{before}”; much like these words stand in “{place}” now."),
    }
    return sentences[place.state].format(before=stood, place=stands)
