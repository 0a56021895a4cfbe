"""The command line: the window's equal. Data on stdout, sentences on stderr; Qt is imported only for the window."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing_app import __version__
from briefing_app.book_commands import add_book_commands
from briefing_app.console import plain, print_json, say
from briefing_app.encryption_commands import add_passphrase_option, opener
from briefing_app.errors import BriefingError, MachineError, NotFoundError, TemplateError, UsageError
from briefing_app.export_command import add_export_command
from briefing_app.i18n import _, ngettext
from briefing_app.marking_commands import list_markings
from briefing_app.note_commands import Command as NoteCommand
from briefing_app.note_commands import add_backup_commands, add_note_commands
from briefing_app.paths import find_paths
from briefing_app.template_commands import add_template_commands

if TYPE_CHECKING:
    from briefing_app.cards.problems import Problem
    from briefing_app.library.imports import ImportResult
    from briefing_app.library.library import Progress
    from briefing_app.library.query import Query
    from briefing_app.workspace import Workspace

STALE = _("answer from the index as it is")

Command = Callable[[argparse.Namespace, "Workspace"], int]

DONE, FAULT, MACHINE = 0, 1, 3
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 done, 1 the input has errors or a thing was not found, 2 wrong usage,
    3 the machine failed us."""
    os.umask(0o077)
    if argv is None and sys.argv[1:] == ["typeset"]:  # the app itself asks for this: see paper.process
        from briefing_app.paper.worker import work

        return work(sys.stdin.buffer, sys.stdout.buffer)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = _parse(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except BriefingError as error:
        _report(error)
        return error.exit_code
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        _report(MachineError(_("The system refused: {reason}.").format(reason=error), ""))
        return MACHINE


def _run(arguments: argparse.Namespace) -> int:
    from briefing_app.workspace import Workspace

    paths = find_paths(arguments.data_dir)
    workspace = Workspace(
        paths, arguments.library, bundled=not arguments.no_bundled, own_templates=not arguments.built_in_templates
    )
    for folder in arguments.library:
        if folder.expanduser().is_file():
            raise NotFoundError(_("“{folder}” is a file, no folder of cards.").format(folder=folder))
        if not folder.expanduser().is_dir() and not workspace.index.knows(folder.expanduser()):
            raise NotFoundError(_("The folder “{folder}” is not there.").format(folder=folder))
    try:
        command: Command = arguments.command
        if command is not open_window:
            workspace.ask_for_key = opener(arguments)
        try:
            return command(arguments, workspace)
        except Exception as error:
            from briefing_app.library.index import is_damage

            if not is_damage(error):
                raise
            workspace.rebuild_index()
            return command(arguments, workspace)
    finally:
        if workspace.has_notes and (news := workspace.notes.take_news()):
            say(news)
        workspace.close()


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; the options about places may stand before or after the command."""
    places = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    group = places.add_argument_group(_("places, before or after the command"))
    group.add_argument("--data-dir", type=Path, metavar="DIR", help=_("keep everything below DIR, say on a stick"))
    group.add_argument(
        "--library",
        type=Path,
        metavar="DIR",
        action="append",
        default=[],
        help=_("also read the cards in DIR; repeatable"),
    )
    group.add_argument("--no-bundled", action="store_true", help=_("leave out the cards that ship"))
    group.add_argument("--built-in-templates", action="store_true", help=_("leave out your own templates"))
    add_passphrase_option(group)
    # What follows "--" is no option, here no more than for the command.
    end = argv.index("--") if "--" in argv else len(argv)
    found, rest = places.parse_known_args(argv[:end])
    rest += argv[end:]
    if not rest:  # the window alone: a dozen parsers of commands would be a thirtieth of its start
        return argparse.Namespace(**vars(found), command=open_window, preview=None, id=None)
    return _parser(places).parse_args(rest, found)


def _parser(places: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="briefing-app",
        description=_("Read curated briefings offline, write notes, print PDF. Without a command: open the window."),
        parents=[places],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"briefing-app {__version__}")
    parser.add_argument("--preview", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    parser.set_defaults(command=open_window, id=None)
    commands = parser.add_subparsers(title=_("commands"), metavar="")

    def add(name: str, command: Command, text: str, *, as_json: bool = True) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        sub.set_defaults(command=command)
        if as_json:
            sub.add_argument("--json", action="store_true", help=_("print JSON"))
        return sub

    add("open", open_window, _("open the window"), as_json=False).add_argument("id", nargs="?", metavar="ID")
    list_parser = add("list", list_cards, _("list the cards, newest first"))
    list_parser.add_argument("words", nargs="*", metavar="QUERY", help=_("those alone that a query finds"))
    list_parser.add_argument("--sort", choices=("date", "as_at", "title"), default="date")
    list_parser.add_argument("--stale", action="store_true", help=STALE)
    show = add("show", show_card, _("print a card"))
    show.add_argument("id", metavar="ID")
    show.add_argument("--format", choices=("text", "html", "json"), default="text")
    search_parser = add("search", search, _("find cards; see the README for the language of queries"))
    search_parser.add_argument("words", nargs="+", metavar="QUERY")
    search_parser.add_argument("--limit", type=_whole_number, default=50, metavar="N", help=_("default: 50"))
    search_parser.add_argument("--sort", choices=("relevance", "date", "title"), default="relevance")
    search_parser.add_argument("--stale", action="store_true", help=STALE)
    actor_parser = add("actor", show_actor, _("print the offices and quotes of the persons that a name may mean"))
    actor_parser.add_argument("words", nargs="+", metavar="NAME")
    actor_parser.add_argument("--stale", action="store_true", help=STALE)
    index_parser = add("index", build_index, _("bring the index of all cards up to date"))
    index_parser.add_argument("--rebuild", action="store_true", help=_("make it anew"))
    check_parser = add("check", check, _("list what is wrong with card files"))
    check_parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=_("default: the library"))
    import_parser = add("import", import_cards, _("copy card files into the library"))
    import_parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    remove_parser = add("remove", remove_card, _("put an imported card into the trash"), as_json=False)
    remove_parser.add_argument("id", metavar="ID")
    add_export_command(add, _refresh)
    add_template_commands(add)
    add_book_commands(commands, _refresh)
    add("markings", list_markings, _("list the schemes of markings, each from the lowest level up"))
    add_note_commands(commands, _as_command)
    add_backup_commands(add, _as_command)
    add("schema", print_schema, _("print the JSON Schema of a card's fields"))
    add("where", where, _("print where everything lies"))
    return parser


def _as_command(command: NoteCommand) -> Command:
    """A command of `note_commands`: what it gives is printed as JSON."""

    def run(arguments: argparse.Namespace, workspace: Workspace) -> int:
        answer = command(arguments, workspace)
        data, code = answer if isinstance(answer, tuple) else (answer, DONE)
        if arguments.json:
            print_json(data)
        return int(code)

    return run


def open_window(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Open the window, or draw it into pictures where --preview names a folder for them."""
    if arguments.preview is not None:
        from briefing_app.gui.preview import render_preview

        for file in render_preview(arguments.preview):
            print(file)
        return DONE
    gc.disable()  # nothing is left over while things are first built; gui.tasks switches it on after its first work
    from briefing_app.gui.application import run

    return run(workspace, [arguments.id] if arguments.id else [])


def list_cards(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Print the cards, newest first, or those that a query finds."""
    _refresh(workspace, stale=arguments.stale)
    query = workspace.finder.parse(" ".join(arguments.words))
    keys = workspace.finder.find(query, arguments.sort).keys
    if not arguments.json:
        for entry in workspace.index.entries(keys):
            mark = "  " + _("(cannot be read)") if entry.broken else ""
            mark += "" if entry.available else "  " + _("(not available now)")
            print(f"{entry.date or '':10}  {entry.id}  {plain(entry.title)}{mark}")
        if not keys and not arguments.words and arguments.stale and not workspace.index.count():
            say(_("There is no index yet; without --stale it is made first."))
        elif not keys and not arguments.words:
            say(_("The library is empty. Import cards with: briefing-app import PATH"))
        elif not keys:
            _say_nothing_found(workspace, query)
        return DONE
    noted = workspace.noted_ids()
    names = ("id", "version", "title", "date", "place", "language", "marking", "topics", "countries", "actors")
    rows = []
    for entry in workspace.index.entries(keys):
        row = {name: getattr(entry, name) for name in names}
        rows.append(row | {"has_note": entry.id.lower() in noted, "path": str(entry.path)})
    return _print_json(rows)


def show_card(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Print a card as text, as JSON, or as the document that the window sets."""
    _refresh(workspace)
    card = workspace.card(arguments.id)
    if arguments.json or arguments.format == "json":
        import msgspec

        return _print_json(msgspec.to_builtins(card))
    if arguments.format == "html":
        from briefing_app.screen.style import PageStyle

        print(workspace.renderer.card_page(card, PageStyle()).html)
        return DONE
    from briefing_app.screen.terminal import card_text

    print(card_text(card, workspace.language))
    return DONE


def search(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Print the cards that a query finds, the best first."""
    from briefing_app.library.explain import explain

    text = " ".join(arguments.words)
    if not text.strip():
        raise UsageError(_("Name at least one word to search for."))
    _refresh(workspace, stale=arguments.stale)
    query = workspace.finder.parse(text)
    found = workspace.finder.find(query, arguments.sort)
    hits = workspace.finder.hits(query, found, arguments.limit)
    explained = explain(query, workspace.language)
    if arguments.json:
        shapes = [hit._asdict() for hit in hits]
        return _print_json({"query": text, "explain": explained, "total": len(found.keys), "hits": shapes})
    say(plain(explained))
    for hit in hits:
        where = f"{hit.where}: " if hit.where else ""
        print(f"{hit.date or '':10}  {hit.id}  {plain(hit.title)}\n            {plain(where + hit.snippet)}")
    if len(found.keys) > len(hits) > 0:
        say(_("{shown} of {total} cards; more with --limit.").format(shown=len(hits), total=len(found.keys)))
    if not found.keys:
        _say_nothing_found(workspace, query)
    _print_note_hits(workspace, query)
    return DONE


def _say_nothing_found(workspace: Workspace, query: Query) -> None:
    say(_("No card is found by: {words}").format(words=query.text))
    for word, others in workspace.finder.suggestions(query).items():
        say(_("Nothing holds “{word}”. Near to it: {others}").format(word=word, others=", ".join(others)))


def _print_note_hits(workspace: Workspace, query: Query) -> None:
    from briefing_app.notes.keys import NotesLockedError

    if workspace.finder.looks_into_notes(query):  # they are the hits themselves
        return
    try:
        notes = workspace.finder.notes(query)
    except NotesLockedError:
        say(_("Your notes are locked, and were not searched."))
        return
    if notes:
        print(_("In your notes:"))
    for note in notes:
        print(f"{note.modified[:10]}  {note.card_id or _('Journal')}\n            {plain(note.snippet)}")


def show_actor(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Print the persons that a name may mean: offices, cards, and everything that they are quoted as saying."""
    _refresh(workspace, stale=arguments.stale)
    persons = workspace.finder.persons(" ".join(arguments.words))
    if arguments.json:
        _print_json([person.shape() for person in persons])
        return DONE if persons else FAULT
    for person in persons:
        print(plain(" · ".join([", ".join(person.names), *person.countries])))
        for role in person.roles:
            print(f"  {role['date']:10}  {plain(role['role'])}  [{role['card_id']}]")
        for quote in person.quotes:
            said = plain(quote["text"] or "")
            print(f"  {quote['date'] or '':10}  “{said}”  [{quote['card_id']}]")
        for reason in person.why:
            print(f"  {plain(reason)}")
    if not persons:
        say(_("No card names “{name}” among its actors.").format(name=" ".join(arguments.words)))
        return FAULT
    return DONE


def build_index(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Bring the index up to date and print what it holds."""
    if arguments.rebuild:
        workspace.rebuild_index()
    clock = time.monotonic()

    def tell(progress: Progress) -> None:
        if arguments.json:
            print(json.dumps(progress._asdict()), file=sys.stderr, flush=True)
        else:
            say(progress_in_words(progress, time.monotonic() - clock))

    from briefing_app.library.library import progress_in_words

    workspace.library.refresh(tell)
    _report_folders(workspace)
    counts = {"cards": workspace.index.count(), "problems": len(workspace.library.problems())}
    if arguments.json:
        return _print_json(counts)
    print(ngettext("{count} card", "{count} cards", counts["cards"]).format(count=counts["cards"]))
    print(ngettext("{count} problem", "{count} problems", counts["problems"]).format(count=counts["problems"]))
    return DONE


def remove_card(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Put an imported card's file into the trash."""
    _refresh(workspace)
    change = workspace.imports.remove(arguments.id)
    say(_("“{id}” is in the trash now: {path}").format(id=arguments.id, path=change.kept))
    return DONE


def check(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Print every problem of card files; 1 where there is an error."""
    if arguments.paths:
        from briefing_app.library.library import read_files

        files = read_files(arguments.paths)
        count, problems = len(files), [problem for file in files for problem in file.problems]
        marked = [(file.path, file.card.marking) for file in files if file.card is not None]
        problems += workspace.markings.problems_with(marked)
    else:
        _refresh(workspace)
        count, problems = workspace.index.count(), workspace.problems()
    if arguments.json:
        _print_json([{**problem._asdict(), "path": str(problem.path)} for problem in problems])
    else:
        for problem in problems:
            print(plain(str(problem)))
    errors = sum(problem.level == "error" for problem in problems)
    summary = ngettext("{count} file checked", "{count} files checked", count).format(count=count)
    wrong = ngettext("{count} error", "{count} errors", errors).format(count=errors)
    doubtful = len(problems) - errors
    warned = ngettext("{count} warning", "{count} warnings", doubtful).format(count=doubtful)
    say(f"{summary}: {wrong}, {warned}.")
    return FAULT if errors else DONE


def import_cards(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Copy card files into the library; 1 where one was refused."""
    _refresh(workspace)
    result = workspace.imports.take_in(arguments.paths)
    if arguments.json:
        _print_json(_import_shape(result))
    else:
        for label, ids in (
            (_("new"), result.new),
            (_("replaced"), result.replaced),
            (_("unchanged"), result.unchanged),
        ):
            for card_id in ids:
                print(f"{label}: {card_id}")
        for refusal in result.refused:
            print(_("refused: {path}").format(path=plain(str(refusal.path))))
            _say_all(refusal.problems)
    if not any(result):
        say(_("There is no card file there."))
        return FAULT
    return FAULT if result.refused else DONE


def print_schema(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Print the JSON Schema of a card's front matter."""
    from briefing_app.cards.schema import card_schema

    return _print_json(card_schema())


def where(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Print every place where something is kept."""
    places = {name: str(place) for name, place in workspace.paths._asdict().items()}
    if arguments.json:
        return _print_json(places)
    for name, place in places.items():
        print(f"{name:10} {place}")
    return DONE


def _refresh(workspace: Workspace, *, stale: bool = False) -> None:
    """Bring the index up to date, unless the reader wants it stale; say how far it is where that takes longer."""
    if stale:
        return
    clock = time.monotonic()

    def tell(progress: Progress) -> None:
        if progress.done < progress.total:
            say(progress_in_words(progress, time.monotonic() - clock))

    from briefing_app.library.library import progress_in_words

    workspace.library.refresh(tell)
    _report_folders(workspace)


def _report_folders(workspace: Workspace) -> None:
    for problem in workspace.library.folder_problems():
        _report(problem)


def _whole_number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(_("“{text}” is no whole number").format(text=text))
    return int(text)


def _import_shape(result: ImportResult) -> dict[str, Any]:
    refused = [
        {
            "path": str(refusal.path),
            "problems": [{**problem._asdict(), "path": str(problem.path)} for problem in refusal.problems],
        }
        for refusal in result.refused
    ]
    return {"new": result.new, "replaced": result.replaced, "unchanged": result.unchanged, "refused": refused}


def _print_json(data: object) -> int:
    print_json(data)
    return DONE


def _say_all(problems: Iterable[Problem]) -> None:
    for problem in problems:
        say("  " + plain(str(problem)))


def _report(error: BriefingError) -> None:
    for line in filter(None, (error.sentence, error.hint, *error.details.split("\n"))):
        say(plain(line))
    if isinstance(error, TemplateError):
        say(_("--built-in-templates leaves your own templates out."))
