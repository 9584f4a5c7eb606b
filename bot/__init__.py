"""Puts Regulars together and runs it: command line, settings, processes, embedded servers."""
