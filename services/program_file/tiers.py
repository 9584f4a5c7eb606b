"""[[tiers]]: the steps of loyalty, lowest first."""

from pydantic import Field

from services.program_file.values import BasisPoints, Code, Local, MinorUnits, Section


class TierRules(Section):
    """One [[tiers]] entry; `from_amount` is in minor units, `bonus` in basis points."""

    code: Code
    title: Local
    from_amount: MinorUnits = Field(alias="from")
    bonus: BasisPoints = 0
    benefits: Local | None = None
