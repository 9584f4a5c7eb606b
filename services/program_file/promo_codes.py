"""[[promo_codes]]: codes for everybody, that give points, take money off, or raise what a receipt earns."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from services.program_file.earning import Multiplier
from services.program_file.offers import Day
from services.program_file.problems import wrong
from services.program_file.values import BasisPoints, Line, PositivePoints, Section
from services.rules.earning_terms import Kind
from services.rules.promo_codes import Terms


def _upper(value: str) -> str:
    return value.upper()


class PromoCodeRules(Section):
    """One [[promo_codes]] entry: a code for everybody, once a customer; both days are included.

    It gives points, takes a part of the receipt off, or is an earning rule (`base`, `bonus`, `multiply`);
    `most_uses` of all customers together.
    """

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{2,31}$"), AfterValidator(_upper)]
    points: PositivePoints | None = None
    discount: BasisPoints | None = None
    base: BasisPoints | None = None
    bonus: BasisPoints | None = None
    multiply: Multiplier | None = None
    title: Line | None = None
    most_uses: Annotated[int | None, Field(ge=1, le=1_000_000_000)] = None
    from_day: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @property
    def earns(self) -> tuple[Kind | None, int]:
        """Which earning rule it is, with its basis points; none: it gives points or a discount."""
        if self.base:
            return "base", self.base
        if self.bonus:
            return "bonus", self.bonus
        return ("multiply", self.multiply) if self.multiply else (None, 0)

    @property
    def terms(self) -> Terms:
        """What `services.rules` goes by."""
        kind, rate = self.earns
        return Terms(
            code=self.code, points=self.points or 0, discount=self.discount or 0, earns=kind, rate=rate
        )

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        gives = (self.points, self.discount, self.base, self.bonus, self.multiply)
        if sum(value is not None for value in gives) != 1 or not any(gives):
            raise wrong("promo_code_one_of")
        return self
