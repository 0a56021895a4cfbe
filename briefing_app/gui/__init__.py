"""The window: the one package that imports Qt."""
