"""The sender: claim, look again, render, wait for a turn, mark, send, settle.

``run`` does it for all programs until it is cancelled; any number of processes may run it.
"""

from bot.sender.loop import run

__all__ = ["run"]
