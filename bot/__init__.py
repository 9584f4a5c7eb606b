"""Puts Regulars together and runs it: command line, settings, processes, embedded servers."""

__version__ = "0.1.0"
