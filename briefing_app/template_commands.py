"""The commands about the reader's own templates: copies to change, what became of them, and whether they work."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from briefing_app.console import plain, print_json, say
from briefing_app.errors import ExportError, NotFoundError, TemplateError
from briefing_app.i18n import _, ngettext

if TYPE_CHECKING:
    from briefing_app.cards.card import Card
    from briefing_app.templates import State, TemplateFolder
    from briefing_app.workspace import Workspace

SAMPLE = "armenia-azerbaijan-abu-dhabi.md"  # of the cards that ship: it has every part


def add_template_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add `templates` and what it can do to the parsers of commands."""
    parser = add("templates", show, _("list, copy and check the templates of screen and paper"))
    actions = parser.add_subparsers(title=_("commands"), metavar="ACTION")

    def add_action(name: str, command: Callable[..., int], text: str) -> argparse.ArgumentParser:
        action = actions.add_parser(name, help=text, description=text, allow_abbrev=False)
        action.set_defaults(command=command)
        action.add_argument("--json", action="store_true", help=_("print JSON"))
        return action

    making = add_action("init", init, _("copy the built-in templates into your own folder, to be changed there"))
    making.add_argument("--force", action="store_true", help=_("also over changed ones, which are kept beside"))
    add_action("show", show, _("say which templates are your own, and what they came from"))
    add_action("check", check, _("try your own templates on a card that ships"))
    resetting = add_action("reset", reset, _("go back to a built-in template; yours is kept beside"))
    resetting.add_argument("name", metavar="NAME")


def init(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Copy the templates; what the reader changed stays."""
    done = {
        name: folder.put_copy(name, force=arguments.force) for folder in _folders(workspace) for name in folder.names
    }
    if arguments.json:
        print_json({"folder": str(workspace.paths.templates), "templates": done})
        return 0
    for name, what in done.items():
        print(f"{_outcomes()[what]}: {name}")
    say(_("Your templates lie in {folder}").format(folder=workspace.paths.templates))
    return 0


def show(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Print each template with what is in use in its place."""
    states = [folder.state(name) for folder in _folders(workspace) for name in folder.names]
    further = [str(folder.own / name) for folder in _folders(workspace) for name in folder.further()]
    if arguments.json:
        print_json({"templates": [_shape(state) for state in states], "further": further})
        return 0
    width = max(len(state.name) for state in states)
    for state in states:
        print(f"{state.name:{width}}  {plain(_in_words(state))}")
    for path in further:
        say(_("No built-in template has the name of {path}").format(path=plain(path)))
    return 0


def check(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Print what is wrong with the reader's templates; 1 where something is."""
    sentences = list(dict.fromkeys(error.sentence for error in _faults(workspace)))
    if arguments.json:
        print_json(sentences)
    else:
        for sentence in sentences:
            print(plain(sentence))
    count = len(sentences)
    say(ngettext("{count} fault found.", "{count} faults found.", count).format(count=count))
    return 1 if sentences else 0


def reset(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Put one of the reader's templates aside."""
    folder = next((folder for folder in _folders(workspace) if arguments.name in folder.names), None)
    if folder is None:
        raise NotFoundError(_("There is no built-in template “{name}”.").format(name=arguments.name))
    kept = folder.put_aside(arguments.name)
    if arguments.json:
        print_json({"name": arguments.name, "kept": str(kept) if kept else None})
    elif kept:
        say(_("The built-in template is in use again; yours is kept as {path}").format(path=kept))
    else:
        say(_("You have no template “{name}” of your own.").format(name=arguments.name))
    return 0


def _folders(workspace: Workspace) -> list[TemplateFolder]:
    from briefing_app.templates import template_folders

    return list(template_folders(workspace.paths).values())


def _outcomes() -> dict[str, str]:
    return {
        "new": _("copied"),
        "renewed": _("renewed"),
        "replaced": _("replaced, yours is kept beside"),
        "kept": _("changed by you, kept"),
        "unchanged": _("unchanged"),
    }


def _shape(state: State) -> dict[str, Any]:
    return {
        "name": state.name,
        "path": str(state.path) if state.exists else None,
        "in_use": "own" if state.own else "built-in",
        "from_version": state.mark.version if state.mark else None,
        "outdated": state.outdated,
    }


def _in_words(state: State) -> str:
    if not state.exists:
        return _("built-in")
    if not state.own:
        return _("built-in; your copy is unchanged")
    if state.mark is None:
        return _("your own; it does not say what it came from")
    words = _("your own, from version {version}").format(version=state.mark.version)
    return _("{state}; the built-in one has changed since").format(state=words) if state.outdated else words


def _faults(workspace: Workspace) -> Iterator[TemplateError]:
    """What goes wrong with the templates, one after the other: each is read, and the sample shown and printed."""
    for attempt in (*_readings(workspace), *_pages(workspace), *_prints(workspace)):
        try:
            attempt()
        except TemplateError as error:
            yield error
        except ExportError:
            pass  # what does not fit on its sheet has no fault


def _readings(workspace: Workspace) -> Iterator[Callable[[], object]]:
    for folder in _folders(workspace):
        for name in folder.names:
            yield partial(folder.state, name)
            if name.endswith(".j2"):
                yield partial(workspace.renderer.check_template, name)


def _pages(workspace: Workspace) -> Iterator[Callable[[], object]]:
    from briefing_app.cards.problems import Problem
    from briefing_app.screen.pages import Home
    from briefing_app.screen.style import PageStyle

    renderer, style, card = workspace.renderer, PageStyle(), _sample(workspace)
    problem = Problem(workspace.paths.resources / "library" / SAMPLE, 1, "warning", "sample", card.title)
    yield partial(renderer.card_page, card, style)
    yield partial(renderer.problems_page, card.title, [problem], style)
    yield partial(renderer.state_page, "no-card", style)
    yield partial(renderer.help_page, "searching", style)
    yield partial(renderer.home_page, Home(card.date, 1, ()), style)


def _prints(workspace: Workspace) -> Iterator[Callable[[], object]]:
    from briefing_app.paper.edition import Edition, PrintedCard, PrintedNote
    from briefing_app.paper.formats import FORMATS
    from briefing_app.paper.notes import NotesOfCard

    printer, card = workspace.printer, _sample(workspace)
    note = PrintedNote(card.title, f"{card.title}\n**{card.title}**", date(2000, 1, 1), ())
    for form in FORMATS:
        yield partial(printer.pdf, [PrintedCard(card, (note,))], Edition("a4", form))
    yield partial(printer.notes_pdf, [NotesOfCard(card.title, (), (note,))], "a4")


def _sample(workspace: Workspace) -> Card:
    from briefing_app.cards.card_file import read_card

    card = read_card(workspace.paths.resources / "library" / SAMPLE).card
    if card is None:
        raise NotFoundError(_("The card that ships as a sample cannot be read."))
    return card
