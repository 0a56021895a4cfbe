"""Named books: cards in an order, a cover and choices, kept to be made again."""
