"""[redemption]: how points pay at the till."""

from datetime import timedelta

from services.program_file.values import (
    BasisPoints,
    Line,
    Many,
    Points,
    PositiveDuration,
    PositivePoints,
    Section,
)


class RedemptionRules(Section):
    """The section [redemption]; `max_share` is the largest part of a receipt that points may pay."""

    max_share: BasisPoints = 10_000
    minimum_balance: Points = 0
    minimum: Points = 0
    step: PositivePoints = 1
    excluded_categories: Many[Line] = ()
    hold_for: PositiveDuration = timedelta(minutes=15)
    confirm_within: PositiveDuration = timedelta(minutes=3)
