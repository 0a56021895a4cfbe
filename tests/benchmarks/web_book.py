"""The same book as a web page, for other typesetters: cover, contents, cards, index of people, list of sources.

It is written from the job that Typst is given, and so says the same words in the same order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from briefing_app.paper.fields import Data, Name, text_of

STYLE = Path(__file__).with_suffix(".css")
_BOXES = {"top-center": "marking", "top-right": "title", "bottom-center": "marking", "bottom-left": "as-at"}
_TAGS = {"strong": "b", "emphasis": "em", "code": "code"}


class WebBook:
    """Writes the parts of a book, and keeps where each person is named and what the footnotes of a card say.

    Args:
        data: that of a book's job.
        faces: the rules that name the fonts.
    """

    def __init__(self, data: Data, faces: str) -> None:
        self._data = data
        self._labels: dict[str, str] = data["labels"]
        self._faces = faces
        self._places: dict[int, list[str]] = defaultdict(list)  # of each person, once in a card
        self._footnotes: list[str] = []

    def page(self, *, named_strings: bool) -> str:
        """The whole page; without named strings each card has rules of its own for its heads and feet."""
        data, book = self._data, self._data["book"]
        cards = "".join(map(self._card, data["cards"]))
        body = self._cover(book["cover"]) + self._contents() + cards + self._people() + self._sources()
        rules = "" if named_strings else "\n".join(map(_page_rule, data["cards"]))
        style = f"{self._faces}\n{STYLE.read_text('utf-8')}\n{rules}"
        head = f'<meta charset="utf-8"><title>{_words(data["title"])}</title><style>{style}</style>'
        return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'

    def _cover(self, cover: Data) -> str:
        rows = [*cover["rows"], {"what": self._labels["holds"], "words": cover["holds"]}]
        table = _all("<tr><th>{}</th><td>{}</td></tr>", ((_words(row["what"]), _words(row["words"])) for row in rows))
        lines = _all("<p>{}</p>", ((_words(cover[field]),) for field in ("occasion", "day") if cover[field]))
        return f'<div class="cover"><h1>{_words(cover["title"])}</h1>{lines}<table>{table}</table></div>'

    def _contents(self) -> str:
        lines = "".join(
            f'<li>{_page(card["label"])}<a href="#{card["label"]}">{card["tab"]} {_words(card["title"])}</a>'
            f'<div class="details">{_joined([*card["kicker"], card["marking"]])}</div></li>'
            for card in self._data["cards"]
        )
        return f"<nav><h1>{self._labels['contents']}</h1><ul>{lines}</ul></nav>"

    def _card(self, card: Data) -> str:
        self._footnotes = []
        parts = [
            f'<p class="marking">{_words(card["marking"])}</p><p class="details">{_joined(card["kicker"])}</p>',
            f'<h1 id="{card["label"]}">{_words(card["title"])}</h1>{self._marks(card, card)}',
            _group("", "div", "bottom-line", [_paragraphs(card["bottom_line"])] if card["bottom_line"] else []),
            _group(self._labels["actors"], "div", "actors", [self._actor(it, card) for it in card["actors"]]),
            *(self._section(it, card) for it in card["sections"]),
            _group("", "ol", "details", self._footnotes),
            _group(self._labels["timeline"], "table", "timeline", [self._event(it, card) for it in card["timeline"]]),
            _group(self._labels["quotes"], "div", "", [self._quote(it, card) for it in card["quotes"]]),
            _group(self._labels["sources"], "ol", "sources", [_source(it, it["label"]) for it in card["sources"]]),
            f'<p class="details">{_joined(card["identity"])}</p>',
        ]
        strings = " ".join(f'data-{name}="{escape(words)}"' for name, words in _running(card).items())
        locale = f'lang="{card["locale"]["tag"]}" dir="{card["locale"]["direction"]}"'
        kind = "card divided" if card["hyphenated"] else "card"
        return f'<section class="{kind}" id="{card["label"]}-card" {locale} {strings}>{"".join(parts)}</section>'

    def _marks(self, part: Data, card: Data) -> str:
        return "".join(self._mark(number, card) for number in part["people"])

    def _mark(self, number: int, card: Data) -> str:
        place = f"{card['label']}-person-{number}"
        if place in self._places[number]:
            return ""
        self._places[number].append(place)
        return f'<span id="{place}"></span>'

    def _actor(self, it: Data, card: Data) -> str:
        lines = _all('<p class="details">{}</p>', ((_joined(it[field]),) for field in ("office", "aside") if it[field]))
        name = f"<b>{_words(it['name'])}</b> {_words(it['native_name'])}"
        return f"<div>{self._marks(it, card)}<p>{name}</p>{lines}{self._blocks(it['blocks'], card)}</div>"

    def _section(self, it: Data, card: Data) -> str:
        heading = f'<h2 id="{it["label"]}">{self._runs(it["heading"], card)}</h2>' if it["label"] else ""
        return heading + self._blocks(it["blocks"], card)

    def _event(self, it: Data, card: Data) -> str:
        return f"<tr><td>{self._marks(it, card)}{_words(it['date'])}</td><td>{_words(it['event'])}</td></tr>"

    def _quote(self, it: Data, card: Data) -> str:
        source = f' · <a href="#{it["source"]["to"]}">{it["source"]["text"]}</a>' if it["source"] else ""
        line = f"<b>{_words(it['speaker'])}</b> · {_joined([*it['office'], *it['details']])}{source}"
        said = _paragraphs(it["paragraphs"]) + _paragraphs(it["original"])
        return f'<blockquote>{self._marks(it, card)}{said}<div class="details">{line}</div></blockquote>'

    def _blocks(self, blocks: Sequence[Data], card: Data) -> str:
        return "".join(self._block(block, card) for block in blocks)

    def _block(self, it: Data, card: Data) -> str:
        match it["type"]:
            case "heading":
                return f"<h3>{self._runs(it['runs'], card)}</h3>"
            case "list":
                tag = "ol" if it["ordered"] else "ul"
                return _group("", tag, "", [f"<li>{self._blocks(item, card)}</li>" for item in it["items"]])
            case "table":
                rows = [_all("<td>{}</td>", ((self._runs(cell, card),) for cell in row)) for row in it["rows"]]
                head = _all("<th>{}</th>", ((self._runs(cell, card),) for cell in it["head"]))
                return _group("", "table", "", [f"<tr>{row}</tr>" for row in [head, *rows]])
            case "quotation":
                return f"<blockquote>{self._blocks(it['blocks'], card)}</blockquote>"
            case "code":
                return f"<pre>{escape(chr(10).join(it['lines']))}</pre>"
            case "rule":
                return "<hr>"
        return f"<p>{self._runs(it['runs'], card)}</p>"

    def _runs(self, runs: Iterable[Data], card: Data) -> str:
        return "".join(self._run(run, card) for run in runs)

    def _run(self, run: Data, card: Data) -> str:
        if "person" in run:
            return self._mark(run["person"], card)
        if "tied" in run:
            return self._runs(run["tied"], card)
        if "footnote" in run:
            note = self._blocks(run["blocks"], card)
            self._footnotes.append(f'<li id="{run["label"]}">{note}</li>')
            return f'<sup><a href="#{run["label"]}">{run["footnote"]}</a></sup>'
        if number := run.get("cite") or run.get("again"):
            return f'<sup><a href="#{run["to"]}">{number}</a></sup>'
        words = escape(run.get("text", "")) if "break" not in run else "<br>"
        for name, tag in _TAGS.items():
            words = f"<{tag}>{words}</{tag}>" if name in run else words
        address = run.get("link") or ("#" + run["to"] if "to" in run else "")
        return f'<a href="{escape(address)}">{words}</a>' if address else words

    def _people(self) -> str:
        entries = [
            f"<li>{_words(one['name'])} {_words(one['native_name'])} {''.join(map(_page, self._places[number]))}</li>"
            for number, one in enumerate(self._data["book"]["people"])
        ]
        return f"<section><h1>{self._labels['people']}</h1>{_group('', 'ul', 'index', entries)}</section>"

    def _sources(self) -> str:
        entries = [_source(it, "", "".join(map(_page, it["places"]))) for it in self._data["book"]["sources"]]
        return f"<section><h1>{self._labels['book_sources']}</h1>{_group('', 'ul', 'sources', entries)}</section>"


def _running(card: Data) -> dict[str, str]:
    """What the heads and feet of a card's pages say."""
    fields = {"marking": "running_marking", "title": "running_title", "as-at": "as_at"}
    return {name: text_of(card[field]) for name, field in fields.items()}


def _page_rule(card: Data) -> str:
    words = {name: text.replace("\\", "").replace('"', "\\22 ") for name, text in _running(card).items()}
    boxes = " ".join(f'@{box} {{ content: "{words[name]}" }}' for box, name in _BOXES.items())
    return f"#{card['label']}-card {{ page: {card['label']} }} @page {card['label']} {{ {boxes} }}"


def _source(it: Data, label: str, pages: str = "") -> str:
    name = f' id="{label}"' if label else ""
    address = f'<br><a href="{escape(it["link"])}">{escape(it["url"])}</a>' if it["link"] else escape(it["url"])
    details = f'<br><span class="details">{_joined(it["details"])}</span>'
    return f"<li{name}>{_words(it['title'])}{pages}{details}{address}{_paragraphs(it.get('note', []))}</li>"


def _page(label: str) -> str:
    return f'<a class="page" href="#{label}"></a>'


def _group(heading: str, tag: str, kind: str, entries: Sequence[str]) -> str:
    title = f"<h2>{escape(heading)}</h2>" if heading else ""
    return f'{title}<{tag} class="{kind}">{"".join(entries)}</{tag}>' if entries else ""


def _all(pattern: str, entries: Iterable[tuple[str, ...]]) -> str:
    return "".join(pattern.format(*entry) for entry in entries)


def _joined(parts: Iterable[Name]) -> str:
    return " · ".join(map(_words, parts))


def _paragraphs(them: Iterable[Name]) -> str:
    return _all("<p>{}</p>", ((_words(one),) for one in them))


def _words(words: Name) -> str:
    text = escape(text_of(words))
    return text if isinstance(words, str) else f'<bdi dir="{words["direction"]}">{text}</bdi>'
