"""What can be wrong with a call: each code with its status and its words. One table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.errors import Conflict, Forbidden, Invalid, NotFound, RegularsError, TooMany
from webhooks.api.money import major_units


@dataclass(frozen=True, slots=True)
class Kind:
    """The status of a code, and what it means in one sentence.

    Without a status it depends on the call: 404 when the call asks for it, 422 when a body refers to it.
    ``money``: facts that the document tells beside, as decimal strings in the fact ``currency``; ``facts``: those
    that it tells as they are.
    """

    status: int | None
    title: str
    money: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "invalid_json": Kind(400, "The body is not JSON"),
    "invalid_request": Kind(400, "The request cannot be read"),
    "key_missing": Kind(401, "The call needs the header Authorization: Bearer <merchant key>"),
    "key_unknown": Kind(401, "The merchant key is not valid"),
    "signature_missing": Kind(401, "The delivery is not signed"),
    "signature_wrong": Kind(401, "The signature is not made with this hook's secret over this delivery"),
    "signature_too_old": Kind(401, "The signed time is more than five minutes from ours"),
    "unknown_hook": Kind(404, "There is no such hook of this vendor"),
    "unknown_path": Kind(404, "There is nothing at this path"),
    "method_not_allowed": Kind(405, "The path does not know this method"),
    "too_large": Kind(413, "The body is larger than 1 MB"),
    "not_json": Kind(415, "The body must be sent as application/json"),
    "packed": Kind(415, "The body must be sent as it is, without Content-Encoding"),
    "invalid_body": Kind(422, "The body is not what this call expects"),
    "receipt_conflict": Kind(409, "This receipt_id was recorded before with other content"),
    "refund_conflict": Kind(409, "This refund_id was used for this receipt before with other content"),
    "refund_too_much": Kind(
        422, "More is refunded than is left of the receipt or of the line; `left` says how much", ("left",)
    ),
    "refund_nothing": Kind(
        422, "Nothing is refunded: nothing is left of the receipt, or nothing is asked for"
    ),
    "unknown_line": Kind(422, "The receipt has no such line"),
    "currency_mismatch": Kind(
        422, "The program counts in another currency; `currency` says which", facts=("currency",)
    ),
    "time_in_future": Kind(422, "The time is ahead of ours"),
    "time_too_old": Kind(422, "The time is too long ago"),
    "unknown_store": Kind(422, "The program has no such store, or it belongs to another merchant"),
    "unknown_employee": Kind(422, "The program has no such employee"),
    "unknown_program": Kind(None, "The program is gone"),
    "unknown_customer": Kind(None, "There is no such customer"),
    "unknown_card": Kind(None, "There is no card of this number"),
    "unknown_phone": Kind(None, "Nobody is known by this phone"),
    "unknown_code": Kind(None, "The code is wrong, used or no longer valid"),
    "unknown_hold": Kind(None, "There is no such hold"),
    "hold_ended": Kind(409, "The hold was used, cancelled, refused, or its time is over"),
    "hold_not_confirmed": Kind(409, "The customer has not confirmed the hold yet"),
    "hold_conflict": Kind(409, "This hold_id was used before with other content"),
    "hold_in_progress": Kind(409, "The same hold is being made at this moment; try again"),
    "not_enough_points": Kind(
        409,
        "The customer has fewer points, or too few yet to pay with them; `available` says how many",
        facts=("available",),
    ),
    "points_below_minimum": Kind(
        422,
        "The program takes more points than that at once, or none; `minimum` says how many",
        facts=("minimum",),
    ),
    "points_not_step": Kind(
        422, "The program takes points in larger steps; `step` says which", facts=("step",)
    ),
    "points_above_share": Kind(
        422, "So many points may not pay for this basket; `most` says how many may", facts=("most",)
    ),
    "too_many_holds": Kind(
        429,
        "The customer has not answered so many questions of this merchant yet; wait, or ask for the code",
        facts=("most",),
    ),
    "customer_cannot_be_reached": Kind(409, "The customer has no chat to confirm in; ask for the code"),
    "hold_of_another_customer": Kind(422, "The hold is another customer's"),
    "promo_code_unknown": Kind(422, "There is no such promo code"),
    "promo_code_expired": Kind(422, "The promo code has expired"),
    "promo_code_not_yet": Kind(422, "The promo code does not work yet"),
    "promo_code_used": Kind(422, "The customer has used this promo code before"),
    "promo_code_used_up": Kind(422, "The promo code has been used as often as it may be"),
    "promo_code_mistyped": Kind(422, "The promo code has a typing mistake: its check character does not fit"),
    "promo_code_needs_customer": Kind(422, "A promo code needs a customer"),
    "gift_card_conflict": Kind(409, "This gift_card_id was used before with other content"),
    "gift_card_amount": Kind(422, "A gift card needs an amount, and not that much"),
    "gift_card_date": Kind(422, "A gift card cannot be sold with a date that has passed"),
    "gift_card_unknown": Kind(None, "There is no such gift card, or another merchant sold it"),
    "gift_card_mistyped": Kind(422, "The code has a typing mistake: its check character does not fit"),
    "gift_card_stopped": Kind(409, "The gift card was stopped"),
    "gift_card_expired": Kind(409, "The date of the gift card has passed"),
    "gift_card_empty": Kind(409, "Nothing is left on the gift card"),
    "gift_card_too_much": Kind(409, "Less is left on the gift card; `left` says how much", ("left",)),
    "gift_card_use_conflict": Kind(409, "This use_id was used before with other content"),
    "unknown_gift_card_use": Kind(404, "This merchant took nothing under this use_id"),
    "gift_card_refund_too_much": Kind(
        422, "More than was taken would come back; `left` says how much still can", ("left",)
    ),
    "gift_card_refund_conflict": Kind(409, "This refund_id was used for this use before with other content"),
    "event_conflict": Kind(409, "This key was recorded before with other content"),
    "event_kind": Kind(422, "The kind is not well formed, or is one of the program's own"),
    "event_key": Kind(422, "The key is too long"),
    "event_data": Kind(422, "The data cannot be kept as it is"),
    "event_data_too_large": Kind(422, "The data is larger than 4 KB"),
    "receipt_in_progress": Kind(409, "The same receipt is being recorded at this moment; try again"),
    "too_many_codes": Kind(429, "Too many wrong codes from this store; wait a minute"),
    "too_many_lookups": Kind(429, "Too many phones or unknown cards were asked for; wait a minute"),
    "busy": Kind(503, "Too many receipts wait to be recorded; try again"),
    "database_away": Kind(503, "The database cannot be reached; try again"),
    "database_full": Kind(503, "The database has no room or memory left; try again"),
    "secret_key_changed": Kind(503, "The hook's secret cannot be read here; its owner must make a new hook"),
    "internal_error": Kind(500, "Something went wrong here, and was logged"),
}

# services may refuse for a reason that has no row above: its class still gives a status that is right
_BY_CLASS: dict[type[RegularsError], int] = {
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    Forbidden: 403,
    TooMany: 429,
}


def status_and_title(code: str) -> tuple[int, str]:
    """The row of a code that the edge itself uses. Raises KeyError."""
    kind = KINDS[code]
    return kind.status or 422, kind.title


def told(error: RegularsError) -> dict[str, Any]:
    """The facts of a refusal that its document tells: money in major units, numbers and codes as they are."""
    kind, currency = KINDS.get(error.code), error.facts.get("currency")
    if kind is None:
        return {}
    money = {name: error.facts.get(name) for name in kind.money}
    plain = {name: error.facts.get(name) for name in kind.facts}
    return {name: value for name, value in plain.items() if isinstance(value, str | int)} | {
        name: major_units(value, currency)
        for name, value in money.items()
        if isinstance(value, int) and isinstance(currency, str)
    }


def of_refusal(error: RegularsError) -> tuple[int, str]:
    """Status and words of a refusal by services; without a row they are made of its class and its code."""
    by_class = next((status for kind, status in _BY_CLASS.items() if isinstance(error, kind)), 422)
    kind = KINDS.get(error.code)
    if kind is None:
        return by_class, error.code.replace("_", " ").capitalize()
    return kind.status or by_class, kind.title
