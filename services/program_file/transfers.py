"""[transfers]: points that customers give each other."""

from datetime import timedelta
from typing import Self

from pydantic import model_validator

from services.program_file.problems import wrong
from services.program_file.values import Duration, PositivePoints, Section


class TransferRules(Section):
    """The section [transfers]; `return_window` is how old points must be before they can go."""

    allowed: bool = False
    minimum: PositivePoints = 1
    step: PositivePoints = 1
    most_a_day: PositivePoints | None = None
    most_a_month: PositivePoints | None = None
    return_window: Duration = timedelta(days=14)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        least = -(-self.minimum // self.step) * self.step
        for most in (self.most_a_day, self.most_a_month):
            if most is not None and most < least:
                raise wrong("transfers_never")
        return self
