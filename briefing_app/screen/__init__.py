"""How a card reads: pages of the window, and text for a terminal."""
