"""The calls about gift cards."""

from __future__ import annotations

from webhooks.api import gift_cards
from webhooks.operations import Answer, Operation, Parameter, once

TAG = "Gift cards"
CARD = {
    "ends_with": "MNP4",
    "state": "live",
    "left": "50.00",
    "currency": "EUR",
    "expires_at": "2027-11-21T09:00:00Z",
}
SOLD = {"gift_card": "12", "gift_card_id": "G-7", "amount": "50.00", **CARD}
LEFT = {key: CARD[key] for key in ("ends_with", "currency", "expires_at")}
NAMED = (Parameter("gift_card_id", "path", "The till's own id of the card's sale.", "G-7"),)

ISSUE = Operation(
    "POST",
    "/v1/gift-cards",
    "issueGiftCard",
    TAG,
    "Sell a gift card",
    "Makes a code worth `amount`, once for each `gift_card_id` of the merchant: a repeat with the same content gets "
    "the same code. Any till of the program takes it as money, and the customer can turn it into points in the bot, "
    "under Offers. The sale is not a receipt.",
    gift_cards.issue,
    once(
        gift_cards.GiftCardResult,
        "Issued now",
        "Issued before",
        example={
            "gift_card": "12",
            "gift_card_id": "G-7",
            "code": "GIFT-CDFGHJKMNP4",
            "amount": "50.00",
            "expires_at": "2027-11-21T09:00:00Z",
        },
    ),
    body=gift_cards.GiftCardBody,
    example={
        "gift_card_id": "G-7",
        "amount": "50.00",
        "currency": "EUR",
        "expires_at": "2027-11-21T12:00:00+03:00",
    },
    refusals=(409,),
    needs_key=True,
)
LOOK_UP = Operation(
    "POST",
    "/v1/gift-cards/lookup",
    "lookUpGiftCard",
    TAG,
    "Look at a gift card",
    "What is on a card, until when it pays, and why not, whoever of the program sold it. Five unknown codes of one "
    "key and store in a minute are the limit; a code with a typing mistake is told apart and not counted.",
    gift_cards.look_up,
    {200: Answer("The card as of now", gift_cards.CardResult, example=CARD)},
    body=gift_cards.LookupBody,
    example={"code": "GIFT-CDFGHJKMNP4", "store": "center"},
    refusals=(404, 429),
    needs_key=True,
)
SEE = Operation(
    "GET",
    "/v1/gift-cards/{gift_card_id}",
    "seeGiftCard",
    TAG,
    "See a gift card that was sold",
    "What has become of it. Cards that other merchants sold are unknown here.",
    gift_cards.see,
    {200: Answer("The card as of now", gift_cards.SoldResult, example=SOLD)},
    refusals=(404, 422),
    needs_key=True,
    parameters=NAMED,
)
STOP = Operation(
    "DELETE",
    "/v1/gift-cards/{gift_card_id}",
    "stopGiftCard",
    TAG,
    "Stop a gift card that was sold",
    "It pays no more, from now on and for good: it was lost, or its money was given back. `left` says how much it "
    "had. A repeat changes nothing. Only the merchant that sold it can; cards of others are unknown.",
    gift_cards.stop,
    {200: Answer("The card, stopped", gift_cards.SoldResult, example={**SOLD, "state": "stopped"})},
    refusals=(404, 422),
    needs_key=True,
    parameters=NAMED,
)
TAKE = Operation(
    "POST",
    "/v1/gift-cards/uses",
    "takeGiftCard",
    TAG,
    "Pay with a gift card",
    "Takes an amount off the card, once for each `use_id` of the merchant: a repeat with the same content gets the "
    "first answer again. More than is left is refused, and `left` of the refusal says how much there is. A card is "
    "money and no discount: the receipt's total stays what it was, and earns points as if it were paid in cash.",
    gift_cards.take,
    once(
        gift_cards.UseResult,
        "Taken now",
        "Taken before; the first answer, unchanged",
        example={
            "use_id": "A-1001",
            "amount": "30.00",
            "left": "20.00",
            **LEFT,
            "slip": ["Gift card …MNP4: −€30", "Left on it: €20, until November 21, 2027"],
        },
    ),
    body=gift_cards.UseBody,
    example={
        "use_id": "A-1001",
        "code": "GIFT-CDFGHJKMNP4",
        "amount": "30.00",
        "currency": "EUR",
        "store": "center",
    },
    refusals=(404, 409, 429),
    needs_key=True,
)
GIVE_BACK = Operation(
    "POST",
    "/v1/gift-cards/uses/{use_id}/refunds",
    "refundGiftCard",
    TAG,
    "Give money back to a gift card",
    "To the card that the use took it from, whole or in parts, never more than was taken, once for each `refund_id` of "
    "the use. If the card's date has passed meanwhile, it lives the program's `restore_grace_days` more, once. A card "
    "that was stopped takes nothing back: give the money out in another way.",
    gift_cards.give_back,
    once(
        gift_cards.ReturnResult,
        "Given back now",
        "Given back before; the first answer, unchanged",
        example={
            "refund_id": "R-1",
            "use_id": "A-1001",
            "amount": "10.00",
            "refundable": "20.00",
            "left": "30.00",
            **LEFT,
            "slip": ["Gift card …MNP4: +€10", "Left on it: €30, until November 21, 2027"],
        },
    ),
    body=gift_cards.ReturnBody,
    example={"refund_id": "R-1", "currency": "EUR", "amount": "10.00"},
    refusals=(404, 409),
    needs_key=True,
    parameters=(Parameter("use_id", "path", "The till's own id of the payment.", "A-1001"),),
)


def operations() -> tuple[Operation, ...]:
    """All of them, in the order of a card's life."""
    return (ISSUE, LOOK_UP, TAKE, GIVE_BACK, SEE, STOP)
