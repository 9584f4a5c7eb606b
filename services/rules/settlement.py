"""Who owes whom for points in a coalition, from what happened to the lots of each issuer.

Whoever issued a point owes its price to whom it was spent at. A refund that restores points undoes that at
the price of the purchase. Points that a refund took back from another's lots settle as if they had been
spent there: the issuer of those lots keeps less debt to customers, and the one whose sale came back lost it.

A gift card is money that its seller keeps for whoever takes the card: the seller owes what was taken elsewhere, and
the program, which gives points for a card, what became points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

ISSUED = frozenset({"earn", "grant", "transfer_in"})
Party = int | None  # a merchant's id; None: the program itself


@dataclass(frozen=True, slots=True)
class Movement:
    """Points of one issuer that moved in one way, summed.

    ``kind``: that of the entry; ``pay`` for points that paid a debt. ``acceptor`` is where they were spent,
    restored or taken back, ``version`` the rules that priced the receipt; ``after``: later than the period.
    """

    kind: str
    issuer: Party
    acceptor: Party
    version: int | None
    points: int
    after: bool = False


@dataclass(frozen=True, slots=True)
class CardMovement:
    """Money of gift cards that ``issuer`` sold: ``taken`` at ``acceptor``, or turned into points by the program."""

    issuer: Party
    acceptor: Party
    taken: int
    given_back: int


@dataclass(slots=True)
class Flow:
    """Points and gift cards of ``issuer`` at ``acceptor`` in the period.

    ``money`` in minor units is what the issuer owes for both, ``cards_taken`` and ``cards_given_back`` are the
    part of it (also at the issuer's own tills) that was paid with gift cards.
    """

    issuer: Party
    acceptor: Party
    spent: int = 0
    restored: int = 0
    reclaimed: int = 0
    money: int = 0
    cards_taken: int = 0
    cards_given_back: int = 0

    @property
    def cards(self) -> int:
        """Money that gift cards paid, without what came back to them."""
        return self.cards_taken - self.cards_given_back

    @property
    def moved(self) -> bool:
        """Whether anything went this way."""
        return any((self.spent, self.restored, self.reclaimed, self.cards_taken, self.cards_given_back))

    @property
    def points(self) -> int:
        """Points spent, without those that came back."""
        return self.spent - self.restored


@dataclass(slots=True)
class Position:
    """What an issuer owes to customers in points, and how it came to it in the period.

    ``closing = opening + issued + restored - spent - revoked - expired``; a debt that points paid counts as
    revoked.
    """

    issuer: Party
    closing: int = 0
    issued: int = 0
    restored: int = 0
    spent: int = 0
    revoked: int = 0
    expired: int = 0

    @property
    def opening(self) -> int:
        """The points outstanding when the period began."""
        return self.closing - self.issued - self.restored + self.spent + self.revoked + self.expired


@dataclass(frozen=True, slots=True)
class Owed:
    """What one owes another when both directions are set off; minor units, more than 0."""

    debtor: Party
    creditor: Party
    money: int


@dataclass(frozen=True, slots=True)
class Cleared:
    """The result: flows by issuer and acceptor, positions by issuer, and what is to be paid."""

    flows: Mapping[tuple[Party, Party], Flow] = field(default_factory=dict)
    positions: Mapping[Party, Position] = field(default_factory=dict)
    owed: tuple[Owed, ...] = ()

    def net(self, party: Party) -> int:
        """What a party gets (or pays, below 0) in all; sums to zero over the coalition."""
        gets = sum(owed.money for owed in self.owed if owed.creditor == party)
        return gets - sum(owed.money for owed in self.owed if owed.debtor == party)


def clear(
    outstanding: Mapping[Party, int],
    movements: Iterable[Movement],
    price: Callable[[int | None, Party], int],
    cards: Iterable[CardMovement] = (),
) -> Cleared:
    """Work a period out. ``outstanding``: points of each issuer now; ``movements``: of the period and since.

    ``price``: what a point costs by the version of the rules and the acceptor, in minor units. ``cards``: of the
    period.
    """
    positions = {issuer: Position(issuer, closing=points) for issuer, points in outstanding.items()}
    flows: dict[tuple[Party, Party], Flow] = {}
    for moved in movements:
        position = positions.setdefault(moved.issuer, Position(moved.issuer))
        if moved.after:
            position.closing -= _sign(moved) * moved.points
            continue
        _count(position, moved)
        if moved.kind in ("spend", "restore", "revoke", "pay"):
            _flow(flows, moved, price)
    for card in cards:
        _count_card(flows, card)
    flows = {pair: flow for pair, flow in flows.items() if flow.moved}
    return Cleared(flows, positions, _set_off(flows.values()))


def _sign(moved: Movement) -> int:
    return 1 if moved.kind in ISSUED or moved.kind == "restore" else -1


def _count(position: Position, moved: Movement) -> None:
    if moved.kind in ISSUED:
        position.issued += moved.points
    elif moved.kind == "transfer_out":
        position.issued -= moved.points
    elif moved.kind == "restore":
        position.restored += moved.points
    elif moved.kind == "spend":
        position.spent += moved.points
    elif moved.kind == "expire":
        position.expired += moved.points
    else:
        position.revoked += moved.points


def _flow(
    flows: dict[tuple[Party, Party], Flow], moved: Movement, price: Callable[[int | None, Party], int]
) -> None:
    pair = (moved.issuer, moved.acceptor)
    own = moved.issuer == moved.acceptor
    if own and moved.kind in ("revoke", "pay"):
        return
    flow = flows.setdefault(pair, Flow(*pair))
    if moved.kind == "spend":
        flow.spent += moved.points
    elif moved.kind == "restore":
        flow.restored += moved.points
    else:
        flow.reclaimed += moved.points
    if not own:
        signed = -moved.points if moved.kind == "restore" else moved.points
        flow.money += signed * price(moved.version, moved.acceptor)


def _count_card(flows: dict[tuple[Party, Party], Flow], card: CardMovement) -> None:
    flow = flows.setdefault((card.issuer, card.acceptor), Flow(card.issuer, card.acceptor))
    flow.cards_taken += card.taken
    flow.cards_given_back += card.given_back
    if card.issuer != card.acceptor:
        flow.money += card.taken - card.given_back


def _set_off(flows: Iterable[Flow]) -> tuple[Owed, ...]:
    """Each pair's two directions against each other, the largest sum first."""
    between: dict[tuple[Party, Party], int] = defaultdict(int)
    for flow in flows:
        ordered = sorted((flow.issuer, flow.acceptor), key=_place)
        forth = ordered[0] == flow.issuer
        between[ordered[0], ordered[1]] += flow.money if forth else -flow.money
    owed = [
        Owed(*((first, second) if money > 0 else (second, first)), abs(money))
        for (first, second), money in between.items()
        if money
    ]
    return tuple(sorted(owed, key=lambda one: (-one.money, _place(one.debtor), _place(one.creditor))))


def _place(party: Party) -> int:
    """The program first, then the merchants as they came."""
    return -1 if party is None else party
