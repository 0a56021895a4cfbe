"""Briefing App: curated briefings for diplomats, read offline."""

__version__ = "0.1.0"
