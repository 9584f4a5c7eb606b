"""What another program file would have made of the past: the same receipts through both files.

Nothing is written. Receipts without a customer are left out, since no file gives them anything.
"""

from services.replay.comparing import Progress, compare
from services.replay.report import NOTHING, Line, Report, Side

__all__ = ["NOTHING", "Line", "Progress", "Report", "Side", "compare"]
