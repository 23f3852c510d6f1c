"""Jupyter widgets that show the engine at work. They hold no mathematics: that is in `engine`, `graph` and `js/`."""
