"""How a card prints: Card and note -> plain data -> Typst -> PDF."""
