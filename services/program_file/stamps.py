"""[[stamps]]: every seventh coffee."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.program_file.problems import wrong
from services.program_file.values import Code, Line, Local, Many, OptionalDuration, PositivePoints, Section
from services.rules import stamps
from services.rules.discounts import Lines


class StampReward(Section):
    """What a full card gives: points, or an item of the card's lines for nothing."""

    points: PositivePoints | None = None
    free_item: bool = False

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.points is None) != self.free_item:
            raise wrong("stamp_reward")
        return self


class StampRules(Section):
    """One [[stamps]] entry; `every` counts the rewarded item too when it is free."""

    code: Code
    title: Local
    every: Annotated[int, Field(ge=2, le=100)]
    gives: StampReward
    categories: Many[Line] = ()
    skus: Many[Line] = ()
    per: Literal["item", "receipt"] = "item"
    most_a_receipt: Annotated[int | None, Field(ge=1, le=1_000)] = None
    expire_after: OptionalDuration = None

    @property
    def terms(self) -> stamps.Terms:
        """The card as the rules count it."""
        return stamps.Terms(
            self.code,
            self.every,
            self.gives.points or 0,
            Lines(frozenset(self.categories), frozenset(self.skus)),
            self.per,
            self.most_a_receipt,
            self.expire_after,
        )
