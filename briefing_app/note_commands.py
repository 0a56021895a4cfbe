"""The commands about notes: the card's own note, other notes and highlights, what they said before, the bin."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing_app.console import plain, say
from briefing_app.encryption_commands import add_encryption_commands, passphrase
from briefing_app.errors import BriefingError, CardError, NotFoundError, UsageError
from briefing_app.i18n import _, ngettext
from briefing_app.notes.colours import AUDIENCES, COLOURS, audience_names, colour_names, state_names

if TYPE_CHECKING:
    from briefing_app.notes.anchors import Anchor, CardText
    from briefing_app.notes.annotations import Annotation
    from briefing_app.notes.exchange import Merged
    from briefing_app.notes.store import Note
    from briefing_app.workspace import Workspace

# Gives what is printed as JSON where that is asked for; with an exit code where it is not always 0.
Command = Callable[[argparse.Namespace, "Workspace"], object]


def add_note_commands(commands: Any, as_command: Callable[[Command], object]) -> None:
    """Add `note` and all that it can do to the parsers of commands."""
    note = commands.add_parser("note", help=_("write, show, list, mark or destroy notes"), allow_abbrev=False)
    actions = note.add_subparsers(title=_("commands"), metavar="ACTION", required=True)

    def add(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text, allow_abbrev=False)
        parser.set_defaults(command=as_command(command))
        parser.add_argument("--json", action="store_true", help=_("print JSON"))
        return parser

    add("show", show, _("print the note on a card")).add_argument("id", metavar="ID")
    add("set", set_text, _("replace the note on a card by the text on standard input")).add_argument("id", metavar="ID")
    adding = add("add", add_annotation, _("mark a passage of a card, or add another note"))
    adding.add_argument("id", metavar="ID", nargs="?", help=_("of the card"))
    adding.add_argument("--journal", action="store_true", help=_("write on today's page of the journal instead"))
    adding.add_argument("--text", default="", help=_("what to say about it"))
    adding.add_argument("--passage", metavar="WORDS", help=_("the very words to mark"))
    adding.add_argument("--occurrence", type=int, default=1, metavar="N", help=_("which of several, from 1"))
    adding.add_argument("--colour", choices=COLOURS, help=_("default: {colour}").format(colour=COLOURS[0]))
    adding.add_argument("--audience", choices=AUDIENCES, default=AUDIENCES[0])
    listing = add("list", list_all, _("list all notes, those edited last first"))
    listing.add_argument("--card", metavar="ID", help=_("of one card alone"))
    listing.add_argument("--deleted", action="store_true", help=_("those in the bin"))
    for name, command, text in (
        ("history", show_history, _("print what a note said before")),
        ("delete", delete, _("put a note into the bin, for 90 days")),
        ("undelete", undelete, _("take a note out of the bin")),
    ):
        add(name, command, text).add_argument("id", metavar="NOTE_ID")
    showing = add("audience", set_audience, _("say who may see a note: me alone, my delegation, or anybody"))
    showing.add_argument("id", metavar="NOTE_ID")
    showing.add_argument("audience", choices=AUDIENCES)
    add("export", export, _("write all notes to a file: .json, .md or .pdf")).add_argument(
        "file", type=Path, metavar="FILE"
    )
    importing = add("import", take_in, _("take the notes of a .json file in; of two texts the newer is shown"))
    importing.add_argument("file", type=Path, metavar="FILE.json")
    add("verify", verify, _("look over the file of notes, its checksums and its journal"))
    add_encryption_commands(add)
    shredding = add("shred", shred, _("destroy notes with their history and every copy that the app has made"))
    shredding.add_argument("ids", nargs="+", metavar="NOTE_ID")


def add_backup_commands(add: Callable[..., argparse.ArgumentParser], as_command: Callable[[Command], Any]) -> None:
    """Add `backup` and `restore` to the parsers of commands."""
    backing = add("backup", as_command(back_up), _("copy all notes to a file"))
    backing.add_argument("file", type=Path, metavar="FILE")
    restoring = add(
        "restore", as_command(restore), _("tell what notes of a backup would change; take them in with --apply")
    )
    restoring.add_argument("file", type=Path, metavar="FILE")
    restoring.add_argument("--apply", action="store_true", help=_("do it"))


def show(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Print the note on a card, also on one that is gone."""
    note = _note_of(workspace, arguments.id)
    if arguments.json:
        return _own_facts(note)
    print(note.text)
    return None


def set_text(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Replace the note on a card by the text on standard input."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n")
    except UnicodeDecodeError as error:
        raise CardError(_("The text on standard input is not UTF-8."), _("Nothing was changed.")) from error
    workspace.library.refresh()
    standing = workspace.notes.get(arguments.id)
    card_id = standing.card_id if standing else workspace.library.entry(arguments.id).id
    note = workspace.notes.save(card_id, text)
    if arguments.json:
        return _own_facts(note)
    say(_("Saved the note on “{id}”.").format(id=note.card_id))
    return None


def add_annotation(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Mark a passage of a card, or add another note on it; prints its id."""
    if arguments.passage is None and not arguments.text.strip():
        raise UsageError(_("Say something with --text, or mark something with --passage."))
    if arguments.passage is None and (arguments.occurrence != 1 or arguments.colour is not None):
        raise UsageError(_("--occurrence and --colour are about a passage: name it with --passage."))
    if arguments.journal:
        return _add_to_journal(arguments, workspace)
    if arguments.id is None:
        raise UsageError(_("Name a card, or write into the journal with --journal."))
    workspace.library.refresh()
    card_id = workspace.library.entry(arguments.id).id
    anchor = None
    if arguments.passage is not None:
        anchor = _anchor(workspace.card_text(card_id), arguments.passage, arguments.occurrence)
    added = workspace.annotations.add(
        card_id, arguments.text, anchor=anchor, colour=arguments.colour, audience=arguments.audience
    )
    if arguments.json:
        return _shape(added, workspace)
    print(added.id)
    return None


def _add_to_journal(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Write below what stands on today's page; the page is made with its first words."""
    from briefing_app.notes.written import journal_page

    if arguments.id is not None or arguments.passage is not None:
        raise UsageError(_("A page of the journal belongs to no card and marks no passage."))
    page = journal_page(workspace.annotations.all(""), datetime.now().astimezone().date())
    audience = arguments.audience
    if page is not None and page.audience != audience:
        # A page goes out as a whole: nothing may get to others, or stay here, because of what stands above it.
        sentence = _("Today’s page of the journal is for “{audience}”, and goes out as a whole.")
        hint = _("Write on it with --audience {audience}, or change its audience with: briefing-app note audience {id}")
        raise UsageError(sentence.format(audience=page.audience), hint.format(audience=page.audience, id=page.id))
    if page is None:
        page = workspace.annotations.add("", arguments.text, audience=audience)
    else:
        page = workspace.annotations.change(page.id, text=f"{page.text.rstrip()}\n\n{arguments.text}".lstrip())
    if arguments.json:
        return _shape(page, workspace)
    print(page.id)
    return None


def list_all(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Print all notes and highlights, those edited last first."""
    workspace.library.refresh()
    own = [] if arguments.deleted else workspace.notes.all()
    if arguments.card is not None:
        own = [note for note in own if note.card_id.lower() == arguments.card.lower()]
    others = workspace.annotations.all(arguments.card, deleted=arguments.deleted)
    shapes = [(note.revision, _own_shape(note)) for note in own]
    text_of = cache(partial(_text_of, workspace))  # of each card once
    shapes += [(other.revision, _shape(other, workspace, text_of)) for other in others]
    shapes.sort(key=lambda one: one[0], reverse=True)
    if arguments.json:
        return [shape for _revision, shape in shapes]
    for _revision, shape in shapes:
        first_line = (shape["text"] or shape["passage"] or "").strip().split("\n", 1)[0]
        state = "" if shape["state"] == "placed" else f"  ({state_names()[shape['state']]})"
        print(f"{shape['modified'][:16].replace('T', ' ')}  {shape['id']}  {plain(first_line)[:80]}{state}")
    if not shapes:
        say(_("There are no notes yet.") if not arguments.deleted else _("The bin is empty."))
    return None


def show_history(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Print what a note said, the newest first."""
    if _is_own(workspace, arguments.id):
        edits = workspace.notes.history(arguments.id)
    else:
        edits = workspace.annotations.history(arguments.id)
    if arguments.json:
        return [{"revision": edit.revision, "text": edit.text, "when": edit.when} for edit in edits]
    for edit in edits:
        print(f"{edit.when}  {edit.revision}  {plain(edit.device)}")
        print(edit.text)
    return None


def delete(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Put a note into the bin; the card's own note is emptied, and its history keeps the text."""
    if _is_own(workspace, arguments.id):
        note = workspace.notes.save(arguments.id, "")
        shape: object = _own_shape(note)
    else:
        shape = _shape(workspace.annotations.delete(arguments.id), workspace)
    if arguments.json:
        return shape
    say(_("“{id}” is in the bin; note undelete brings it back.").format(id=arguments.id))
    return None


def undelete(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Take a note out of the bin."""
    if _is_own(workspace, arguments.id):
        said = next((edit.text for edit in workspace.notes.history(arguments.id) if edit.text.strip()), "")
        standing = workspace.notes.get(arguments.id)
        if standing is not None and not standing.text.strip():
            standing = workspace.notes.save(arguments.id, said)
        shape: object = _own_shape(standing) if standing else None
    else:
        shape = _shape(workspace.annotations.undelete(arguments.id), workspace)
    if arguments.json:
        return shape
    say(_("“{id}” is back.").format(id=arguments.id))
    return None


def set_audience(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Say who may see a note."""
    if _is_own(workspace, arguments.id):
        shape = _own_shape(workspace.notes.set_audience(arguments.id, arguments.audience))
    else:
        shape = _shape(workspace.annotations.change(arguments.id, audience=arguments.audience), workspace)
    if arguments.json:
        return shape
    say(_("“{id}” is for: {audience}.").format(id=arguments.id, audience=audience_names()[arguments.audience]))
    return None


def shred(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Destroy notes for good."""
    from briefing_app.notes.recovery import MARK_ITEM, NOTE_ITEM

    items = []
    for note_id in arguments.ids:
        if _is_own(workspace, note_id):
            items.append(NOTE_ITEM + _note_of(workspace, note_id).card_id)
        else:
            items.append(MARK_ITEM + workspace.annotations.get(note_id).id)
    left = workspace.shred(items)
    if arguments.json:
        return {"shredded": arguments.ids, "may_still_hold_them": [str(path) for path in left]}
    count = len(items)
    say(ngettext("{count} note is destroyed.", "{count} notes are destroyed.", count).format(count=count))
    for path in left:
        say(_("This file cannot be read and may still hold them: {path}").format(path=path))
    say(_("The free space of the disk, backups that you made, and copies that others made, may still hold them."))
    return None


def export(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Write all notes, highlights and pages of the journal to a file."""
    from briefing_app.note_export import prepared

    count, write = prepared(workspace, arguments.file, colour_names(workspace.settings.colours))
    write()
    if arguments.json:
        return {"path": str(arguments.file), "notes": count}
    say(
        ngettext("{count} note written to {path}", "{count} notes written to {path}", count).format(
            count=count, path=arguments.file
        )
    )
    return None


def take_in(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Take the notes of a file in."""
    from briefing_app.notes.exchange import from_json, merge

    if not arguments.file.is_file():
        raise NotFoundError(_("There is no file {path}.").format(path=arguments.file))
    try:
        text = arguments.file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CardError(_("{path} is not UTF-8.").format(path=arguments.file), _("Nothing was changed.")) from error
    merged = merge(workspace.safe, from_json(text, str(arguments.file)), apply=True)
    return _tell_merged(arguments, merged, applied=True)


def verify(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Look the notes over; 1 where something is wrong."""
    from briefing_app.notes.recovery import faults_of

    faults = faults_of(workspace.safe)
    if arguments.json:
        return {"sound": not faults, "faults": faults}, int(bool(faults))
    for fault in faults:
        print(plain(fault))
    if not faults:
        say(_("The notes are sound."))
    return None, int(bool(faults))


def back_up(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Copy all notes to a file."""
    from briefing_app.notes.backups import back_up as copy

    count = copy(workspace.safe, arguments.file)
    if arguments.json:
        return {"path": str(arguments.file), "notes": count}
    say(
        ngettext("{count} note copied to {path}", "{count} notes copied to {path}", count).format(
            count=count, path=arguments.file
        )
    )
    return None


def restore(arguments: argparse.Namespace, workspace: Workspace) -> object:
    """Tell what the notes of a backup would change, or take them in."""
    from briefing_app.notes.backups import becomes_plain, read_backup
    from briefing_app.notes.exchange import merge

    if not arguments.file.is_file():
        raise NotFoundError(_("There is no file {path}.").format(path=arguments.file))
    merged = merge(
        workspace.safe,
        read_backup(arguments.file, workspace.safe, lambda: passphrase(arguments, _("Passphrase of the backup: "))),
        apply=arguments.apply,
    )
    if becomes_plain(arguments.file, workspace.safe):
        say(_("The backup is encrypted and these notes are not: what is taken in can be read without a passphrase."))
    return _tell_merged(arguments, merged, applied=arguments.apply)


def _tell_merged(arguments: argparse.Namespace, merged: Merged, *, applied: bool) -> object:
    if arguments.json:
        return {**merged._asdict(), "applied": applied}
    for label, items in (
        (_("new"), merged.added),
        (_("replaced; the older text stays in the history"), merged.replaced),
        (_("kept; the older text goes into the history"), merged.older),
    ):
        for item in items:
            print(f"{label}: {plain(item.partition(':')[2])}")
    count = len(merged.unchanged)
    say(ngettext("{count} note is the same.", "{count} notes are the same.", count).format(count=count))
    if not applied and (merged.added or merged.replaced or merged.older):
        say(_("Nothing was changed yet; --apply does it."))
    return None


def _is_own(workspace: Workspace, note_id: str) -> bool:
    """Whether an id is that of a card with a note of its own."""
    return workspace.notes.get(note_id) is not None


def _note_of(workspace: Workspace, card_id: str) -> Note:
    note = workspace.notes.get(card_id)
    if note is None:
        raise NotFoundError(_("There is no note on “{id}”.").format(id=card_id))
    return note


def _anchor(card: CardText | None, passage: str, occurrence: int) -> Anchor:
    """Where the words stand in the card, whatever parts its lines."""
    pattern = r"\s+".join(map(re.escape, passage.split()))
    found = list(re.finditer(pattern, card.text)) if card is not None and pattern else []
    if card is None or not 1 <= occurrence <= len(found):
        count = ngettext("They stand there once.", "They stand there {count} times.", len(found))
        if found:
            sentence = _("There is no occurrence {number} of these words: {words}")
            raise NotFoundError(sentence.format(number=occurrence, words=passage), count.format(count=len(found)))
        sentence = _("These words do not stand in the card: {words}")
        raise NotFoundError(sentence.format(words=passage), _("Copy them as the card shows them."))
    place = found[occurrence - 1]
    return card.anchor(place.start(), place.end())


def _own_facts(note: Note) -> dict[str, str]:
    return {"card_id": note.card_id, "text": note.text, "created": note.created, "modified": note.modified}


def _own_shape(note: Note) -> dict[str, Any]:
    return {
        "id": note.card_id,
        "card_id": note.card_id,
        "kind": "note",
        "text": note.text,
        "passage": None,
        "state": "placed",
        "colour": None,
        "audience": note.audience,
        "created": note.created,
        "modified": note.modified,
    }


def _text_of(workspace: Workspace, card_id: str) -> CardText | None:
    try:
        return workspace.card_text(card_id)
    except BriefingError:  # the card is gone or broken: its notes are told all the same
        return None


def _shape(
    annotation: Annotation, workspace: Workspace, text_of: Callable[[str], CardText | None] | None = None
) -> dict[str, Any]:
    from briefing_app.notes.annotations import placed

    shape = {
        "id": annotation.id,
        "card_id": annotation.card_id or None,
        "kind": annotation.kind,
        "text": annotation.text,
        "passage": None,
        "state": "placed",
        "colour": annotation.colour,
        "audience": annotation.audience,
        "created": annotation.created,
        "modified": annotation.modified,
    }
    if annotation.anchor is None:
        return shape
    card_id = annotation.card_id
    place = placed(annotation.anchor, text_of(card_id) if text_of else _text_of(workspace, card_id))
    return shape | {
        "passage": place.passage,
        "original_passage": annotation.anchor.exact,
        "state": place.state,
        "where": place.field,
        "start": place.start,
    }
