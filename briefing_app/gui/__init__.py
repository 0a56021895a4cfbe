"""What the reader touches: windows and widgets. The only place of Qt."""
