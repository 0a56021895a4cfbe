"""The JSON Schema of a card's front matter, generated from the record."""

from __future__ import annotations

from typing import Any

import msgspec

from briefing_app.cards.card import Card


def card_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of the fields that an author writes; the id may be left to the file's name."""
    schema = msgspec.json.schema(Card)
    fields = schema["$defs"]["Card"]
    del fields["properties"]["body"]
    fields["required"] = [name for name in fields["required"] if name != "id"]
    fields["description"] = "The front matter of a card."
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Briefing App card", **schema}
