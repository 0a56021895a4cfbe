"""The door: whether a written file holds what is withheld; where that cannot be told, it is taken to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from briefing_app.errors import WithheldError
from briefing_app.i18n import _
from briefing_app.making import CancelledError, Making
from briefing_app.withheld.passages import Passage
from briefing_app.withheld.runs import LetOut, Sought

Reader = Callable[[bytes], Iterator[Passage]]


class Withheld(NamedTuple):
    """What a file must not hold.

    Args:
        notes: the texts of all notes, comments and pages of the journal that are not let out, as typed and as read.
        let_out: all that may stand in the file: the words of its cards, of the notes that go out, of its labels. Gone
            through once, and only where something of a note is found.
    """

    notes: Sequence[str]
    let_out: Iterable[str]

    def look_through(self, file: Path, kind: str, making: Making) -> None:
        """Read a written file back, by two readers that know nothing of each other.

        Args:
            kind: how the name of such files ends: ".pdf", ".docx", or text in UTF-8.
            making: may be given up.

        Raises:
            WithheldError: a withheld note stands in it, or a reader cannot read it.
            OSError: it cannot be read from the disk.
            CancelledError: it was given up, before or meanwhile.
        """
        sought = Sought(self.notes, LetOut(self.let_out))
        if sought:
            search(file.read_bytes(), kind, sought, making)
        making.go_on()


def search(data: bytes, kind: str, sought: Sought, making: Making) -> None:
    """Search the bytes of a file.

    Raises:
        WithheldError, CancelledError: as `Withheld.look_through`.
    """
    for read in _readers(kind):
        try:
            found = _first_hit(read(data), sought, making)
        except CancelledError:
            raise
        except Exception as error:  # whatever a reader stumbles over, an unread file does not go out
            raise WithheldError(
                _("The file was not kept: it could not be searched for notes that must not go out."),
                _("Nothing went out. Tell whoever looks after the app, with the details."),
                f"{read.__name__}: {type(error).__name__}",
            ) from error
        if found:
            raise WithheldError(
                _("The file was deleted: a note that must not go out stood in it."),
                _("Nothing went out. This is a fault of the app; tell whoever looks after it, with the details."),
                f"{found.reader}: {found.place}",
            )


def _first_hit(passages: Iterator[Passage], sought: Sought, making: Making) -> Passage | None:
    for passage in passages:
        making.go_on()
        if any(sought.stand_in(text, words=passage.is_prose) for text in (passage.text, *passage.turned)):
            return passage
    return None


def _readers(kind: str) -> tuple[Reader, ...]:
    if kind == ".pdf":
        from briefing_app.withheld.objects import object_texts
        from briefing_app.withheld.pages import page_text

        return page_text, object_texts
    if kind == ".docx":
        from briefing_app.withheld.office import office_text, part_texts

        return office_text, part_texts
    return (_text,)


def _text(data: bytes) -> Iterator[Passage]:
    yield Passage("UTF-8", "text", data.decode("utf-8"))
