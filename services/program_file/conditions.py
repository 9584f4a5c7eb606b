"""The condition language of segments: TOML data, never a string to evaluate.

A condition is one of

    { all = [ … ] }    every one of these holds
    { any = [ … ] }    at least one of these holds
    { not = … }        this does not hold
    { fact = "receipts", at_least = 2 }

and a fact decides which comparisons it understands (see FACTS). A fact that is not known of a customer
(no purchase yet, no birthday given) makes its comparison false.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal, Never, NoReturn, Self, TypeAlias, cast, get_args

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    ValidationInfo,
    model_validator,
)

from services.program_file.problems import wrong
from services.program_file.suggestions import listed, nearest
from services.program_file.values import (
    Line,
    Many,
    MinorUnits,
    PositiveDuration,
    Section,
    Span,
    exact_number,
    in_money,
    money,
    shown,
)

Operator = Literal["is", "in", "at_least", "at_most", "more_than", "less_than"]
Value: TypeAlias = "int | bool | str | Decimal | timedelta | tuple[str, ...]"
Test: TypeAlias = "tuple[Operator, Value]"

NumberFact = Literal["receipts", "points", "birthday_in_days", "visit_score", "employee_score", "rhythm"]
MoneyFact = Literal["spent", "average_receipt"]
SpanFact = Literal["days_since_last_purchase", "days_since_join", "days_since_start"]
FlagFact = Literal["joined", "reachable", "marketing_consent"]
CodeFact = Literal["tier", "store", "language", "source", "tag", "club"]


class Comparison(Section):
    """What all comparisons share: the operators that are written, in the order of the schema."""

    @property
    def tests(self) -> tuple[Test, ...]:
        """The operators and values of this comparison; all of them must hold."""
        fields = type(self).model_fields
        written = [(fields[name].alias or name, getattr(self, name)) for name in fields if name != "fact"]
        return tuple((cast(Operator, operator), value) for operator, value in written if value is not None)

    @model_validator(mode="after")
    def _compares(self) -> Self:
        if not self.tests:
            raise wrong("comparison_empty", known=", ".join(self.operators()))
        return self

    @classmethod
    def operators(cls) -> tuple[str, ...]:
        """The operators of this kind of fact as they are written in the file."""
        fields = cls.model_fields
        return tuple(fields[name].alias or name for name in fields if name != "fact")


def _counted(value: object, info: ValidationInfo) -> Decimal:
    """A number; of points, where the balance is money, an amount in minor units."""
    if info.data.get("fact") == "points" and in_money(info):
        return Decimal(money(value, info))
    return exact_number(value)


Counted = Annotated[Decimal, BeforeValidator(_counted, json_schema_input_type=int | float | str)]


class NumberIs(Comparison):
    """A comparison of a plain number."""

    fact: NumberFact
    is_: Counted | None = Field(default=None, alias="is")
    at_least: Counted | None = None
    at_most: Counted | None = None
    more_than: Counted | None = None
    less_than: Counted | None = None


class MoneyIs(Comparison):
    """A comparison of an amount, in minor units of the program's currency."""

    fact: MoneyFact
    at_least: MinorUnits | None = None
    at_most: MinorUnits | None = None
    more_than: MinorUnits | None = None
    less_than: MinorUnits | None = None


class SpanIs(Comparison):
    """A comparison of time passed: days, or a duration such as "10m"."""

    fact: SpanFact
    at_least: Span | None = None
    at_most: Span | None = None
    more_than: Span | None = None
    less_than: Span | None = None


class FlagIs(Comparison):
    """A fact that is true or false."""

    fact: FlagFact
    is_: bool | None = Field(default=None, alias="is")


class CodeIs(Comparison):
    """A fact that is one of several words; a customer has any number of tags and clubs."""

    fact: CodeFact
    is_: Line | None = Field(default=None, alias="is")
    in_: Annotated[Many[Line], Field(min_length=1)] | None = Field(default=None, alias="in")


class EventIs(Section):
    """Something the customer did, at least so many times, within so long."""

    fact: Literal["event"]
    is_: Line = Field(alias="is")
    within: PositiveDuration | None = None
    at_least: Annotated[int, Field(ge=1, le=1_000_000)] = 1


class AllOf(Section):
    """Every one of the conditions holds."""

    all: Annotated[Many["Condition"], Field(min_length=1)]


class AnyOf(Section):
    """At least one of the conditions holds."""

    any: Annotated[Many["Condition"], Field(min_length=1)]


class Not(Section):
    """The condition does not hold."""

    not_: "Condition" = Field(alias="not")


_KINDS: dict[str, tuple[str, ...]] = {
    "number": get_args(NumberFact),
    "money": get_args(MoneyFact),
    "span": get_args(SpanFact),
    "flag": get_args(FlagFact),
    "code": get_args(CodeFact),
    "event": ("event",),
}
FACTS: dict[str, str] = {fact: kind for kind, facts in _KINDS.items() for fact in facts}
TAGS = frozenset({f"<{kind}>" for kind in (*_KINDS, "all", "any", "not", "broken")})


def _kind(value: object) -> str:
    """The tag of the condition's kind, from TOML data or from a model made before."""
    if isinstance(value, Section):
        return next(tag for tag, model in MODELS.items() if type(value) is model)
    if not isinstance(value, dict):
        return "<broken>"
    for word in ("all", "any", "not"):
        if word in value:
            return f"<{word}>"
    fact = value.get("fact")
    return f"<{FACTS[fact]}>" if isinstance(fact, str) and fact in FACTS else "<broken>"


def _say_what_is_broken(value: object) -> NoReturn:
    if not isinstance(value, dict):
        raise wrong("condition_bad")
    fact = value.get("fact")
    if fact is None:
        raise wrong("condition_keys")
    raise wrong(
        "fact_unknown",
        value=shown(str(fact)),
        near=nearest(str(fact), FACTS),
        known=listed(FACTS, len(FACTS)),
    )


MODELS: dict[str, type[Section]] = {
    "<number>": NumberIs,
    "<money>": MoneyIs,
    "<span>": SpanIs,
    "<flag>": FlagIs,
    "<code>": CodeIs,
    "<event>": EventIs,
    "<all>": AllOf,
    "<any>": AnyOf,
    "<not>": Not,
}

Leaf: TypeAlias = NumberIs | MoneyIs | SpanIs | FlagIs | CodeIs | EventIs
Condition = Annotated[
    Annotated[NumberIs, Tag("<number>")]
    | Annotated[MoneyIs, Tag("<money>")]
    | Annotated[SpanIs, Tag("<span>")]
    | Annotated[FlagIs, Tag("<flag>")]
    | Annotated[CodeIs, Tag("<code>")]
    | Annotated[EventIs, Tag("<event>")]
    | Annotated[AllOf, Tag("<all>")]
    | Annotated[AnyOf, Tag("<any>")]
    | Annotated[Not, Tag("<not>")]
    | Annotated[Annotated[Never, PlainValidator(_say_what_is_broken)], Tag("<broken>")],
    Discriminator(_kind),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()


def leaves(
    condition: Condition, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Leaf]]:
    """Every comparison inside the condition with its path of keys."""
    if isinstance(condition, Not):
        yield from leaves(condition.not_, (*path, "not"))
    elif isinstance(condition, AllOf | AnyOf):
        word = "all" if isinstance(condition, AllOf) else "any"
        for place, part in enumerate(condition.all if isinstance(condition, AllOf) else condition.any):
            yield from leaves(part, (*path, word, place))
    else:
        yield path, condition
