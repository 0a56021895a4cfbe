"""Where cards are: folders of files, read in place, and a cache of what they hold."""
