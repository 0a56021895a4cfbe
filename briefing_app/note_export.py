"""Notes out of the app: all of them or some, as JSON, as Markdown, or as PDF."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from briefing_app.errors import ExportError, UsageError
from briefing_app.files import put
from briefing_app.i18n import _, date_in_words
from briefing_app.making import Making
from briefing_app.notes.colours import audience_names
from briefing_app.notes.written import Written, all_written, local_day
from briefing_app.outgoing import place_on_card, printed_note
from briefing_app.prose.typed import readings

if TYPE_CHECKING:
    from briefing_app.library.index import Entry
    from briefing_app.paper.notes import NotesOfCard
    from briefing_app.withheld.check import Withheld
    from briefing_app.workspace import Workspace

KINDS = (".md", ".json", ".pdf")
Work = Callable[[], object]


def prepared(
    workspace: Workspace, target: Path, colours: Mapping[str, str], only: Collection[str] | None = None
) -> tuple[int, Work]:
    """How many notes are to be written to `target`, whose suffix says as what, and what writes them.

    To be called where the notes are used; the writing itself may be done in another thread.

    Args:
        colours: what they mean to the reader.
        only: the items (`notes.written.Written.item`) that are wanted, None for everything.

    Raises:
        UsageError: the suffix is none of KINDS.
        ExportError: there is nothing to print.
        WithheldError: from what writes: a note that is not wanted stood in the file.
        NotesUnreadableError: the notes cannot be read.
    """
    kind = target.suffix.lower()
    if kind not in KINDS:
        raise UsageError(_("The file must be a .json, a .md or a .pdf file."))
    if kind == ".json":
        return _as_json(workspace, target, only)
    written = all_written(workspace.notes.all(), workspace.annotations.all())
    wanted = [one for one in written if only is None or one.item in only]
    withheld = _withheld(workspace, written, wanted, colours)

    def write(data: bytes) -> None:
        put(target, data, lambda file: withheld.look_through(file, kind, Making()))

    if kind == ".pdf":
        if not wanted:
            raise ExportError(_("There is no note to print."))
        sections = [_printed(*section, colours) for section in _by_card(workspace, wanted)]
        return len(wanted), lambda: write(workspace.printer.notes_pdf(sections, workspace.paper))
    text = _markdown(_by_card(workspace, wanted))
    return len(wanted), lambda: write(text.encode())


def _withheld(
    workspace: Workspace, written: Sequence[Written], wanted: Sequence[Written], colours: Mapping[str, str]
) -> Withheld:
    """What the file is searched for: every note that is not wanted."""
    from briefing_app.withheld.check import Withheld
    from briefing_app.withheld.let_out import words_of_notes, words_of_pages

    items = {one.item for one in wanted}
    entries = [workspace.index.entry(card_id) for card_id in {one.card_id for one in wanted if one.card_id}]
    cards = [words for entry in entries if entry for words in (entry.title, entry.id)]
    cards += [one.card_id for one in wanted]
    titles = {entry.id.lower(): entry.title for entry in entries if entry}
    days = [entry.date for entry in entries if entry and entry.date]
    let_out = chain(words_of_notes(wanted, colours.values(), titles), words_of_pages(cards, days, workspace.language))
    kept = [reading for one in written if one.item not in items for reading in readings(one.text, titles)]
    return Withheld(kept, let_out)


def _as_json(workspace: Workspace, target: Path, only: Collection[str] | None) -> tuple[int, Work]:
    from briefing_app.notes.exchange import to_json

    items = [one for one in workspace.note_items() if only is None or one.item in only]
    text = to_json(items)
    return len(items), lambda: put(target, text.encode())


def _by_card(workspace: Workspace, written: Sequence[Written]) -> list[tuple[str, Entry | None, list[Written]]]:
    """The notes of each card in its order: those of the newest card first, then of cards that are gone, then the
    journal, a page after the other."""
    by_card: dict[str, list[Written]] = {}
    for one in reversed(written):
        by_card.setdefault(one.card_id.lower(), []).append(one)
    sections = []
    for card_id, notes in by_card.items():
        entry = workspace.index.entry(card_id) if card_id else None
        title = entry.title if entry else notes[0].card_id or _("Journal")
        sections.append((title, entry, sorted(notes, key=place_on_card)))
    return sorted(sections, key=lambda section: _rank(section[1], section[2]))


def _rank(entry: Entry | None, notes: Sequence[Written]) -> tuple[int, int, str]:
    if entry is not None:
        return 0, -entry.key, ""
    return (1, 0, notes[0].card_id) if notes[0].card_id else (2, 0, "")


def _markdown(sections: Sequence[tuple[str, Entry | None, list[Written]]]) -> str:
    """Every note under its card, what was marked as a quotation."""
    parts = [f"# {_('Notes')}"]
    for title, _entry, notes in sections:
        parts.append(f"## {title}")
        for one in notes:
            quoted = "\n".join(f"> {line}" for line in one.passage.split("\n")) if one.passage else ""
            day = f"*{local_day(one.created).isoformat()}*" if not one.card_id else ""
            raised = f"*{audience_names()[one.audience]}*" if one.audience != "me" else ""
            parts += filter(None, (day, quoted, one.text.strip(), raised))
    return "\n\n".join(parts) + "\n"


def _printed(title: str, entry: Entry | None, notes: Sequence[Written], colours: Mapping[str, str]) -> NotesOfCard:
    from briefing_app.paper.notes import NotesOfCard

    printed = []
    for one in notes:
        details = (colours.get(one.colour, ""), audience_names().get(one.audience, one.audience))
        printed.append(printed_note(one, details))
    about = (date_in_words(entry.date), entry.id) if entry is not None and entry.date else ()
    return NotesOfCard(title, about, tuple(printed), entry.id if entry else "")
