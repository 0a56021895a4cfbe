"""The banner in the head and the foot of every page, and how a marking looks: colours, side and size by its scheme."""

from __future__ import annotations

from briefing_app.cards.markings import Markings
from briefing_app.paper.fields import Data, line
from briefing_app.paper.furniture import RUNNING_MARKING_COLUMNS, shortened


def put_banners(data: Data, banner: str, markings: Markings | None) -> None:
    """Give every card of the document the banner, where there is one, and say how each marking in it looks.

    Args:
        banner: the marking of every page; "" leaves each card its own.
    """
    for card in data["cards"]:
        if banner:
            card["running_marking"] = shortened(line(banner), RUNNING_MARKING_COLUMNS)
    texts = {card[field] for card in data["cards"] for field in ("marking", "running_marking")}
    found = {text: markings.find(text) for text in sorted(texts)} if markings is not None else {}
    data["looks"] = {
        text: {"ink": level.ink, "ground": level.ground, "side": scheme.side, "points": scheme.points}
        for text, (scheme, level) in ((text, known) for text, known in found.items() if known is not None)
    }
