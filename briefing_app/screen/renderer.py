"""Cards, problems, states and help as pages: records -> Jinja templates -> HTML that Qt can draw."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from briefing_app import i18n
from briefing_app.cards.invisibles import with_marks
from briefing_app.errors import TemplateError
from briefing_app.i18n import _, ngettext
from briefing_app.prose.plain import runs_text
from briefing_app.prose.reader import read_prose
from briefing_app.screen import guard
from briefing_app.screen.card_parts import ANY_QUOTATION_MARK, ENGLISH_MARKS, CardParts, CardReader
from briefing_app.screen.faces import Faces
from briefing_app.screen.inline import isolated, visible
from briefing_app.screen.pages import FileProblems, Home, NotesPage, PersonPage, Said, link
from briefing_app.screen.prose_html import ROWS_PER_TABLE, ProseHtml
from briefing_app.screen.states import state_text
from briefing_app.screen.style import Page, PageStyle
from briefing_app.screen.theme import load_theme

if TYPE_CHECKING:
    from briefing_app.cards.card import Card
    from briefing_app.cards.problems import Problem
    from briefing_app.screen.sandbox import Sandbox
    from briefing_app.templates import TemplateFolder

Contents = tuple[tuple[str, str], ...]
_Frame = Callable[[str], dict[str, Any]]

MOST_FILES = 200  # with problems, on one page

# Known sections that stand in a cell of their own; Background reads on like any other.
BOXED = frozenset({"points", "if_raised", "press_line", "next_steps"})

# Where a paragraph ends with a link, Qt takes the line feed after it for a space. Text never holds one, nor a bare ">".
_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")


class Renderer:
    """Makes the pages of the window.

    Args:
        resources: the folder of templates, themes, fonts and help.
        language: of the window, as BCP 47; dates and countries are said in it.
        own: the templates of the reader, None for the built-in ones alone.
        tell_fault: told what is wrong with the reader's, whereupon the page is made with the built-in ones; without it
            the `TemplateError` is raised.
    """

    def __init__(
        self,
        resources: Path,
        language: str,
        own: TemplateFolder | None = None,
        tell_fault: Callable[[TemplateError], object] | None = None,
    ) -> None:
        self._resources = resources
        self._language = language
        self._faces = Faces(resources)
        self._theme = cache(partial(load_theme, resources))
        self._built_in = Environment(autoescape=True, loader=FileSystemLoader(resources / "templates"), **_OPTIONS)
        self._give_words(self._built_in)
        self._own = own
        self._sandbox = cache(self._make_sandbox)
        self._tell_fault = tell_fault
        self.fell_back = False
        """Whether the page that was made last is not of the reader's templates, since those have a fault."""

    def _make_sandbox(self, own: TemplateFolder) -> Sandbox:
        """Fills the reader's own templates."""
        from briefing_app.screen.sandbox import Sandbox  # most readers have no templates of their own

        sandbox = Sandbox(own, **_OPTIONS)
        self._give_words(sandbox)
        return sandbox

    def _give_words(self, environment: Environment) -> None:
        environment.globals.update(
            _=_,
            ngettext=ngettext,
            link=link,
            number=lambda count: f"{count:,}",
            date=partial(i18n.date_in_words, language=self._language),
            iso=self._isolate,
            line=self._line,
        )

    def check_template(self, name: str) -> None:
        """Read a template of the reader's without filling it.

        Raises:
            TemplateError: it cannot be understood.
        """
        if self._own is not None and self._own.is_there:
            self._sandbox(self._own).check(name)

    def card_page(self, card: Card, style: PageStyle) -> Page:
        """The page of a card.

        Raises:
            CardError: the body or a biography is over a limit of `cards.limits`.
        """
        parts = CardReader(card, self._language).parts()
        facts = {
            "card": parts,
            "prose": partial(ProseHtml, parts.source_numbers, parts.direction),
            "boxed": BOXED,
            "columns": style.columns,
            "rows_per_table": ROWS_PER_TABLE,
        }
        html = self._page("card.html.j2", style, parts.direction, card.marking, facts)
        return Page(html, _contents(parts), parts.direction)

    def problems_page(self, title: str, problems: Sequence[Problem], style: PageStyle) -> Page:
        """The page that stands in for a card that cannot be read."""
        count = len(problems)
        facts = {
            "title": title,
            "problems": problems,
            "summary": ngettext("Its file has {count} error.", "Its file has {count} errors.", count).format(
                count=count
            ),
            "path": str(problems[0].path) if problems else "",
            "folder": str(problems[0].path.parent) if problems else "",
        }
        return self._window_page("problems.html.j2", style, (), facts)

    def state_page(self, state: str, style: PageStyle, **facts: str) -> Page:
        """The page of a state in which there is no card to read.

        Args:
            state: "empty-library", "no-card", "folder-denied", "card-gone" or "loading".
            facts: what the state names: `folder` for "empty-library" and "folder-denied", `card` for "card-gone".
        """
        title, sentences = state_text(state, facts)
        return self._window_page("state.html.j2", style, (), {"title": title, "sentences": sentences})

    def help_page(self, topic: str, style: PageStyle) -> Page:
        """A page of help, as the file of that name in resources/help tells it."""
        titles = {"card-format": _("How a card is written"), "searching": _("How to search")}
        text = read_prose((self._resources / "help" / f"{topic}.md").read_text("utf-8"))
        contents = tuple((section.anchor, runs_text(section.heading)) for section in text.sections if section.heading)
        facts = {"title": titles[topic], "text": text, "prose": partial(ProseHtml, {}, "ltr")}
        return self._window_page("help.html.j2", style, contents, facts)

    def home_page(self, home: Home, style: PageStyle) -> Page:
        """The page with which a start begins: what is new, updated, kept for tonight."""
        titles = {
            "new": _("New to you"),
            "updated": _("Updated since you read them"),
            "tonight": _("Tonight"),
            "starred": _("Starred"),
            "stale": _("More than a year past their date"),
        }
        contents = tuple((section.kind, titles[section.kind]) for section in home.sections)
        return self._window_page("home.html.j2", style, contents, {"home": home, "titles": titles})

    def notes_page(self, page: NotesPage, style: PageStyle) -> Page:
        """The page of all that the reader wrote and marked."""
        facts = {
            "page": page,
            "days": [(day, list(entries)) for day, entries in groupby(page.entries, key=lambda entry: entry.day)],
            "quoted": lambda words: self._isolate(ENGLISH_MARKS[0] + " ".join(words.split()) + ENGLISH_MARKS[1]),
        }
        return self._window_page("notes.html.j2", style, (), facts)

    def person_page(self, person: PersonPage, style: PageStyle) -> Page:
        """The page of somebody whom cards name."""
        kinds = {"verbatim": _("verbatim"), "translated": _("translated"), "paraphrase": _("paraphrase")}
        contents = (("offices", _("Offices")), ("quotes", _("In their words")), ("cards", _("Cards")))
        facts = {"person": person, "kinds": kinds, "rows_per_table": ROWS_PER_TABLE, "quoted": self._quoted}
        return self._window_page("person.html.j2", style, contents[0 if person.offices else 1 :], facts)

    def library_problems_page(self, files: Sequence[FileProblems], style: PageStyle) -> Page:
        """The page of all files that need mending."""
        facts = {"files": files[:MOST_FILES], "more": max(0, len(files) - MOST_FILES)}
        return self._window_page("library_problems.html.j2", style, (), facts)

    def _quoted(self, said: Said) -> Markup:
        """Somebody's words in quotation marks, where they are theirs."""
        plain = said.kind == "paraphrase" or said.text.lstrip().startswith(ANY_QUOTATION_MARK)
        return self._isolate(said.text if plain else f"{ENGLISH_MARKS[0]}{said.text}{ENGLISH_MARKS[1]}")

    def _isolate(self, text: str) -> Markup:
        return isolated(text, i18n.direction(self._language))

    def _line(self, *parts: str | None) -> list[Markup]:
        return [self._isolate(part) for part in parts if part]

    def _window_page(self, template: str, style: PageStyle, contents: Contents, facts: Mapping[str, Any]) -> Page:
        """A page in the window's own language."""
        direction = i18n.direction(self._language)
        return Page(self._page(template, style, direction, None, facts), contents, direction)

    def _page(
        self, template: str, style: PageStyle, direction: str, marking: str | None, facts: Mapping[str, Any]
    ) -> str:
        frame = partial(self._frame, style, direction, marking)
        content_facts = {"pixels": partial(_pixels, style.zoom), "direction": direction, **facts}
        self.fell_back = False
        if self._own is not None and self._own.is_there:
            try:
                return self._own_page(self._sandbox(self._own), template, content_facts, frame)
            except TemplateError as error:
                if self._tell_fault is None:
                    raise
                self.fell_back = True
                self._tell_fault(error)
        return _filled(self._render, template, content_facts, frame)

    def _render(self, template: str, facts: Mapping[str, Any]) -> str:
        return self._built_in.get_template(template).render(facts)

    @staticmethod
    def _own_page(sandbox: Sandbox, template: str, facts: Mapping[str, Any], frame: _Frame) -> str:
        try:
            return _filled(sandbox.fill, template, facts, frame)
        except guard.UnsafePageError as error:
            raise sandbox.refused(error, template) from error

    def _frame(self, style: PageStyle, direction: str, marking: str | None, content: str) -> dict[str, Any]:
        """What the frame of a page is filled with."""
        theme = self._theme(style.theme)
        return {
            "content": content,
            "direction": direction,
            "start": "left" if direction == "ltr" else "right",
            "end": "right" if direction == "ltr" else "left",
            "theme": theme,
            "band": theme.band(marking),
            "faces": self._faces.stacks(content),
            "px": lambda *lengths: f"{_pixels(style.zoom, *lengths)}px",
        }


def _filled(
    fill: Callable[[str, Mapping[str, Any]], str], template: str, facts: Mapping[str, Any], frame: _Frame
) -> str:
    """A whole page, its content in its frame.

    Raises:
        UnsafePageError: it holds what no page may.
    """
    content = _BETWEEN_TAGS.sub("><", fill(template, facts).strip())
    return guard.check(fill("page.html.j2", frame(content)))


def _finalize(value: Any) -> Any:
    """What every expression of a template passes before it is escaped: no text reaches a page unseen."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


_OPTIONS: dict[str, Any] = {
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "finalize": _finalize,
}


def _pixels(zoom: float, length: float, plus: float = 0) -> int:
    """A length of the 100 % page at `zoom`; `plus` is added as it is."""
    return round(length * zoom + plus)


def _contents(parts: CardParts) -> Contents:
    """The headings of a card's page, as its template sets them."""
    sections = [(section.anchor, runs_text(section.heading)) for section in parts.body.sections if section.heading]
    rows = [
        ("actors", _("Key actors") if parts.actors else ""),
        *sections,
        ("timeline", _("Timeline") if parts.timeline else ""),
        ("quotes", _("In their words") if parts.quotes else ""),
        ("sources", _("Sources") if parts.sources else ""),
    ]
    return tuple((anchor, with_marks(heading)) for anchor, heading in rows if heading)
