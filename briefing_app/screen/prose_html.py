"""Prose as HTML for Qt: each record of `prose.blocks` has its one way to be written.

Python rather than a template: the white space between inline elements is text, and recursion over records reads better
and runs faster here than in macros.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from briefing_app.cards.invisibles import with_marks
from briefing_app.prose.blocks import (
    Block,
    CodeBlock,
    Heading,
    ItemList,
    Paragraph,
    Quotation,
    Run,
    Runs,
    Table,
)
from briefing_app.screen.inline import visible

# Qt lays a table out as a whole before it draws the first of its rows.
ROWS_PER_TABLE = 30

# Deeper quotations stand below those around them: set in further, they would leave the column.
INSET_LIMIT = 8


class ProseHtml:
    """Writes the blocks of one text.

    Args:
        source_numbers: the number of each of the card's sources, by id.
        direction: of the page, "ltr" or "rtl".
        scope: what the anchors of this text's footnotes begin with.
    """

    def __init__(self, source_numbers: Mapping[str, int], direction: str, scope: str = "") -> None:
        self._source_numbers = source_numbers
        self._mirrored = direction == "rtl"
        self._end = "left" if self._mirrored else "right"
        self._scope = scope

    def blocks(self, blocks: tuple[Block, ...], look: str = "text") -> Markup:
        """Blocks one below the other; `look` is the class of their paragraphs."""
        return _written("\n".join(self._block(block, look, depth=0) for block in blocks))

    def runs(self, runs: Runs) -> Markup:
        """The characters of one line or paragraph."""
        return _written("".join(map(self._run, runs)))

    def _block(self, block: Block, look: str, *, depth: int) -> str:
        if isinstance(block, Paragraph):
            return f'<p class="{look}">{self.runs(block.runs)}</p>'
        if isinstance(block, Heading):
            return f"<h{block.level}>{self.runs(block.runs)}</h{block.level}>"
        if isinstance(block, ItemList):
            return self._list(block, look, depth)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Quotation):
            return self._quotation(block, look, depth=depth)
        if isinstance(block, CodeBlock):
            return f'<p class="code">{str(escape(with_marks(block.text))).replace(chr(10), "<br>")}</p>'
        return '<p class="break" align="center">*&nbsp;&nbsp;&nbsp;*&nbsp;&nbsp;&nbsp;*</p>'

    def _list(self, block: ItemList, look: str, depth: int) -> str:
        tag = f'ol start="{block.start}"' if block.ordered else "ul"
        items = "".join(f"<li>{self._item(item, look, depth)}</li>" for item in block.items)
        return f"<{tag}>{items}</{tag[:2]}>"

    def _item(self, blocks: tuple[Block, ...], look: str, depth: int) -> str:
        """An item's first paragraph stands beside its mark, without an element of its own."""
        first = ""
        if blocks and isinstance(blocks[0], Paragraph):
            first, blocks = str(self.runs(blocks[0].runs)), blocks[1:]
        return first + "".join(self._block(block, look, depth=depth + 1) for block in blocks)

    def _quotation(self, block: Quotation, look: str, *, depth: int) -> str:
        """Nested ones are set in, not boxed: Qt's time doubles with each table in a table."""
        inner = "".join(self._block(inner, look, depth=depth + 1) for inner in block.blocks)
        if depth >= INSET_LIMIT:
            return f"<div>{inner}</div>"
        if depth:
            return f'<div class="inset">{inner}</div>'
        return f'<table class="apart" width="100%" cellspacing="0"><tr><td class="quotation">{inner}</td></tr></table>'

    def _table(self, block: Table) -> str:
        pieces = [block.rows[start : start + ROWS_PER_TABLE] for start in range(0, len(block.rows), ROWS_PER_TABLE)]
        widths = self._widths(block) if len(pieces) > 1 else ("",) * len(block.head)
        head = self._row(block.head, block, widths, "head")
        bodies = ["".join(self._row(row, block, widths, "cell") for row in rows) for rows in pieces] or [""]
        first, *others = (f"{head}{body}" if number == 0 else body for number, body in enumerate(bodies))
        tables = [f'<table class="apart" width="100%" cellspacing="0">{first}</table>']
        tables += [f'<table width="100%" cellspacing="0">{rows}</table>' for rows in others]
        return "".join(tables)

    def _row(self, cells: tuple[Runs, ...], block: Table, widths: tuple[str, ...], look: str) -> str:
        aligns = {"start": "", "center": ' align="center"', "end": f' align="{self._end}"'}
        written = [
            f'<td class="{look}"{width}{aligns[alignment]}>{self.runs(cell) or "&nbsp;"}</td>'
            for cell, alignment, width in zip(cells, block.alignments, widths, strict=True)
        ]
        return f"<tr>{''.join(reversed(written) if self._mirrored else written)}</tr>"

    def _widths(self, block: Table) -> tuple[str, ...]:
        """Shares of the width by the longest cell of each column: pieces of one table must line up."""
        columns = zip(block.head, *block.rows, strict=True)
        longest = [min(60, max(4, *(sum(len(run.text) for run in cell) for cell in column))) for column in columns]
        return tuple(f' width="{100 * length // sum(longest)}%"' for length in longest)

    def _run(self, run: Run) -> str:
        if run.text == "\n":
            return "<br>"
        if run.footnote is not None:
            return f'&nbsp;<a class="cite" href="#{self._scope}footnote-{run.footnote}">{run.footnote}</a>'
        if run.source is not None:
            number = self._source_numbers[run.source]
            return f'&nbsp;<a class="cite" href="#source-{number}">[{number}]</a>'
        text = str(escape(with_marks(run.text) if run.code else visible(run.text)))
        if run.code:
            text = f"<code>{text}</code>"
        if run.emphasis:
            text = f"<em>{text}</em>"
        if run.strong:
            text = f"<strong>{text}</strong>"
        return f'<a href="{escape(run.link)}">{text}</a>' if run.link else text


def _written(html: str) -> Markup:
    """What this module wrote, where each piece of text was escaped on its way."""
    return Markup(html)  # noqa: S704
