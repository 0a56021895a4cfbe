"""What is chosen before cards go on paper: format, sheet, whose notes, marking, watermark, the cover of a book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from briefing_app.card_export import Wish
from briefing_app.cards.markings import Banner
from briefing_app.gui.text_dialog import plain_label
from briefing_app.i18n import _, ngettext
from briefing_app.outgoing import CHOICES, EVERY_DAY, HighlightsChoice, NotesChoice
from briefing_app.paper.edition import Cover
from briefing_app.paper.formats import FormatName

SPACE = 6  # pixels, above the label of a field


class PaperChoices(QWidget):
    """The fields, each with its label and a letter that leads to it.

    Args:
        wish: what is chosen to begin with; what no field asks for stays as it is there.
        paper: the sheet in use.
        going: how many notes go out with each choice.
        cards: how many cards there are.
        printed: for a printer, not for a file.
    """

    chosen = Signal()
    """Something else is chosen."""
    typed = Signal()
    """A text is other by a letter."""

    def __init__(
        self, wish: Wish, paper: str, going: Mapping[NotesChoice, int], cards: int, *, printed: bool = False
    ) -> None:
        super().__init__()
        self._given, self._going, self._cards = wish, going, cards
        names = format_names()
        if printed:
            del names["pocket"]  # its pages are no sheet of a printer
        self._format = _box(names, wish.form)
        self._paper = _box({"a4": _("A4"), "letter": _("US Letter")}, wish.paper or paper)
        self._notes = _box(notes_names(), wish.notes)
        self._notes.setEnabled(going["all"] > 0)
        self._highlights = _box(highlights_names(), wish.highlights)
        self._journal = _box(_journal_names(wish.journal), " ".join(wish.journal))
        self._says = plain_label("", "quiet")
        banner = wish.banner or Banner("", "")
        self._marking = _marking_box(banner.marking)
        self._reason = QLineEdit(banner.reason)
        self._watermark = QLineEdit(wish.watermark)
        self._cover = {line: QLineEdit(text) for line, text in wish.cover._asdict().items()}
        self._form = self._laid_out()
        self._connect()
        self.ask_for_reason(wanted=bool(banner.reason))
        self._follow_format()
        self._say()

    def wish(self) -> Wish:
        """What is chosen."""
        is_book = self._format.currentData() == "book"
        marking = " ".join(self._marking.currentText().split())
        cover = {line: " ".join(field.text().split()) for line, field in self._cover.items()}
        return self._given._replace(
            notes=self._notes.currentData(),
            form=self._format.currentData(),
            paper=self._paper.currentData(),
            banner=Banner(marking, self._reason.text().strip()) if marking else None,
            cover=Cover(**cover) if is_book else Cover(),
            highlights=self._highlights.currentData(),
            journal=tuple(self._journal.currentData().split()),
            watermark=" ".join(self._watermark.text().split()),
            annexes=self._given.annexes if is_book else (),
        )

    def offer_markings(self, markings: Iterable[str]) -> None:
        """Let these be picked; any other can be typed."""
        typed = self._marking.currentText()
        self._marking.blockSignals(True)
        self._marking.addItems(list(dict.fromkeys(markings)))
        self._marking.setCurrentIndex(-1)
        self._marking.setEditText(typed)
        self._marking.blockSignals(False)

    def ask_for_reason(self, *, wanted: bool) -> None:
        """Show the field for why the marking is lower, or hide it."""
        self._form.setRowVisible(self._reason, wanted)

    def _laid_out(self) -> QFormLayout:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 8, 0)
        form.setSpacing(4)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, field in (
            (_("&Format"), self._format),
            (_("&Paper"), self._paper),
            (_("&Notes that go out"), self._notes),
        ):
            _add(form, text, field)
        form.addRow(self._says)
        _add(form, _("&Highlights"), self._highlights)
        _add(form, _("Pages of the &journal"), self._journal)
        _add(form, _("&Marking of the whole file"), self._marking)
        _add(form, _("&Why it is lower than a card’s (not printed)"), self._reason)
        _add(form, _("Wate&rmark"), self._watermark)
        for line, text in cover_names().items():
            _add(form, text, self._cover[line])
        return form

    def _connect(self) -> None:
        for box in (self._format, self._paper, self._notes, self._highlights, self._journal):
            box.currentIndexChanged.connect(self.chosen)
        self._format.currentIndexChanged.connect(self._follow_format)
        self._notes.currentIndexChanged.connect(self._say)
        self._marking.activated.connect(self.chosen)
        self._marking.editTextChanged.connect(self.typed)
        for field in (self._reason, self._watermark, *self._cover.values()):
            field.textChanged.connect(self.typed)

    def _follow_format(self) -> None:
        for field in self._cover.values():
            self._form.setRowVisible(field, self._format.currentData() == "book")

    def _say(self) -> None:
        going, all_of_them = self._going[self._notes.currentData()], self._going["all"]
        if not all_of_them:
            sentence = ngettext(
                "You have no note on this card: the pages hold the card alone.",
                "You have no note on these cards: the pages hold the cards alone.",
                self._cards,
            )
        elif not going:
            sentence = ngettext(
                "Your notes stay here: the pages hold the card alone.",
                "Your notes stay here: the pages hold the cards alone.",
                self._cards,
            )
        else:
            sentence = ngettext(
                "{count} of your {total} notes goes out with the card: whoever gets the pages reads it.",
                "{count} of your {total} notes go out with the card: whoever gets the pages reads them.",
                going,
            ).format(count=going, total=all_of_them)
        self._says.setText(sentence)
        self._notes.setAccessibleDescription(sentence)


def format_names() -> dict[FormatName, str]:
    """The formats in words."""
    return {
        "card": _("Card"),
        "one-pager": _("One page"),
        "reading": _("Reading copy, in large type"),
        "pocket": _("Pocket card, small pages"),
        "pocket-sheet": _("Pocket card, a sheet to fold twice"),
        "book": _("Book, with cover and contents"),
    }


def notes_names() -> dict[NotesChoice, str]:
    """Whose notes go out, in words."""
    words = (_("None"), _("Those for release"), _("Those for the delegation and for release"), _("All of them"))
    return dict(zip(CHOICES, words, strict=True))


def highlights_names() -> dict[HighlightsChoice, str]:
    """How highlights that go out are drawn, in words."""
    return {
        "end": _("Drawn, comments at the end"),
        "side": _("Drawn, comments beside the text"),
        "none": _("Not drawn"),
    }


def _journal_names(days: Sequence[str]) -> dict[str, str]:
    """None, all, and those that were wished already."""
    asked = " ".join(days)
    return {"": _("None"), EVERY_DAY: _("All of them"), **({asked: asked} if asked not in ("", EVERY_DAY) else {})}


def cover_names() -> dict[str, str]:
    """The lines of a cover in words, by their names in `paper.edition.Cover`."""
    return {
        "title": _("&Title of the book"),
        "occasion": _("&Occasion"),
        "day": _("&Day"),
        "prepared_for": _("Pr&epared for"),
        "prepared_by": _("Prepared &by"),
        "copy": _("Cop&y number"),
    }


def _box(
    names: Mapping[FormatName, str] | Mapping[NotesChoice, str] | Mapping[HighlightsChoice, str] | Mapping[str, str],
    chosen: str,
) -> QComboBox:
    box = QComboBox()
    for value, words in names.items():
        box.addItem(words, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    # Else the longest of the words would say how wide the window is at least.
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _marking_box(marking: str) -> QComboBox:
    box = _box({}, "")
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setEditText(marking)
    field = box.lineEdit()
    if field is not None:
        field.setPlaceholderText(_("The highest of the cards"))
    return box


def _add(form: QFormLayout, text: str, field: QWidget) -> None:
    label = plain_label(text)
    label.setBuddy(field)
    label.setContentsMargins(0, SPACE, 0, 0)
    field.setAccessibleName(text.replace("&", ""))
    form.addRow(label, field)
