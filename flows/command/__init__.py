"""The command line: what `landbridge` is asked, and how it answers."""

from flows.command.main import main

__all__ = ["main"]
