"""[survey]: the question after a purchase."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from services.program_file.values import Days, Duration, Points, PositiveDuration, Section


class SurveyRules(Section):
    """The section [survey]; scores are from 1 to 5. Quiet hours are those of [program.quiet_hours]."""

    enabled: bool = True
    delay: Duration = timedelta(minutes=30)
    rest_days: Days = 14
    thank_points: Points = 0
    low_score: Annotated[int, Field(ge=1, le=4)] = 3
    expires_after: PositiveDuration = timedelta(days=3)
