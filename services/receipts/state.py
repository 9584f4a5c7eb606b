"""The state that a batch works on: read once, locked, changed in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services import codes, customers, ids, points, programs, promotions
from services.customers import Unregistered
from services.database import Connection, Row, fetch
from services.keyring import Keyring
from services.program_file import ProgramConfig
from services.programs import Program
from services.promotions import Promotions
from services.receipts.shapes import CustomerRef, NewReceipt
from services.rules import promo_codes
from services.rules.accounts import Account
from services.rules.caps import Past
from services.rules.earning_terms import Kind
from services.rules.standings import Standings
from services.rules.tiers import Held
from services.tiers.moves import HELD, Move

IDS_AHEAD = 2_000  # some batches' worth


@dataclass(frozen=True, slots=True)
class Pending:
    """One receipt that waits to be recorded; ``arrived_at`` is its own."""

    merchant_id: int
    merchant: str
    receipt: NewReceipt
    arrived_at: datetime

    @property
    def key(self) -> tuple[int, str]:
        """What names the receipt within the program."""
        return self.merchant_id, self.receipt.receipt_id


@dataclass(slots=True)
class CustomerState:
    """A locked customer as the batch sees it."""

    id: int
    card: str
    telegram_id: int | None
    joined_at: datetime | None
    language: str
    service_messages: bool
    tier: str | None
    tier_since: datetime | None
    receipts: int
    spent: int
    first_purchase_at: datetime | None
    last_purchase_at: datetime | None
    home_store_id: int | None
    surveyed_at: datetime | None
    birthday: date | None
    held: Held  # what is kept of the tiers; ``tier`` is the one that counts
    birthday_counts_from: datetime | None = None
    most_receipts: int = 0
    most_receipts_by: int | None = None  # the receipt that made it so many
    changed: bool = False
    new: Unregistered | None = None  # a phone that nobody has joined with accrues all the same

    @property
    def registered(self) -> bool:
        """Whether the person has joined, not only been seen by phone."""
        return self.joined_at is not None

    def tier_due(self, now: datetime) -> bool:
        """Whether a tier is to be reviewed, or was given or paid for only until now."""
        return any(at is not None and at <= now for at in self.held.dues)


@dataclass(slots=True)
class PromoCodeState:
    """A promo code and who has used it; ``most_uses`` of all customers, ``used`` so often, ``counted`` here."""

    id: int
    code: str
    points: int
    discount: int
    earns: Kind | None
    rate: int
    most_uses: int | None
    used: int
    customer_id: int | None
    starts_at: datetime | None
    expires_at: datetime | None
    used_by: set[int]
    counted: bool = False

    @property
    def terms(self) -> promo_codes.Terms:
        """What it does."""
        return promo_codes.Terms(
            code=self.code, points=self.points, discount=self.discount, earns=self.earns, rate=self.rate
        )

    def count(self, customer_id: int) -> None:
        """The customer has used it."""
        self.used_by.add(customer_id)
        if self.most_uses is not None:
            self.used += 1
            self.counted = True


@dataclass(frozen=True, slots=True)
class StoreState:
    """A store that receipts may name."""

    id: int
    name: str
    merchant: str | None
    timezone: ZoneInfo


@dataclass(frozen=True, slots=True)
class HoldState:
    """A hold that a receipt names; what it has is in the customer's account."""

    id: int
    merchant_id: int
    customer_id: int
    state: str


@dataclass(slots=True)
class Memory:
    """What one lane keeps between its batches: the rules last seen, the rows that mirror them, ids taken ahead.

    Stores and employees change only with a version of the program's file, so its number says what is stale.
    """

    program: Program | None = None
    stores: dict[str, StoreState] = field(default_factory=dict)
    employees: dict[str, int] = field(default_factory=dict)
    ids: ids.Ids = field(default_factory=lambda: ids.Ids(IDS_AHEAD))

    async def follow(self, connection: Connection, program_id: int, version: int) -> Program:
        """The program with the rules in force now; ``version`` is their number."""
        if self.program is None or (self.program.id, self.program.version) != (program_id, version):
            program = await programs.load_in(connection, program_id)
            self.stores = await _stores(connection, program)
            self.employees = await _employees(connection, program)
            self.program = program
        return self.program


@dataclass(slots=True)
class State:
    """Everything that the fold reads and changes."""

    program: Program
    keyring: Keyring
    ids: ids.Ids
    stores: dict[str, StoreState]
    employees: dict[str, int]
    customers: dict[int, CustomerState] = field(default_factory=dict)
    by_card: dict[str, int] = field(default_factory=dict)
    by_phone: dict[str, int] = field(default_factory=dict)
    spare_ids: list[int] = field(default_factory=list)  # for customers that the batch may create
    codes: dict[bytes, tuple[int, datetime]] = field(default_factory=dict)
    used_codes: list[bytes] = field(default_factory=list)
    wrong_codes: list[tuple[int, int, datetime]] = field(default_factory=list)
    holds: dict[str, HoldState] = field(default_factory=dict)
    guesses: dict[tuple[int, int | None], int] = field(default_factory=dict)
    promo_codes: dict[str, PromoCodeState] = field(default_factory=dict)
    promotions: Promotions = field(default_factory=Promotions)
    accounts: dict[int, Account] = field(default_factory=dict)
    standings: Standings = field(init=False)
    past: dict[int, list[Past]] = field(default_factory=dict)
    favourites: dict[tuple[int, int, int], frozenset[str]] = field(default_factory=dict)
    clubs: dict[int, frozenset[str]] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)

    @property
    def config(self) -> ProgramConfig:
        """The rules in force."""
        return self.program.config

    def digest(self, code: str) -> bytes:
        """How a code is stored."""
        return self.keyring.digest(codes.PURPOSE, code)


CUSTOMERS = """
select id, card, phone, telegram_id, joined_at, language, service_messages, tier, tier_since, receipts, spent,
       first_purchase_at, last_purchase_at, home_store_id, surveyed_at, birthday, birthday_counts_from,
       most_receipts, most_receipts_by,
       tier_earned, tier_review_at, tier_given, tier_given_until, tier_paid, tier_paid_until
from customer
where program_id = $1 and (card = any($2::text[]) or phone = any($3::text[]) or id = any($4::bigint[]))
  and (joined_at is not null or telegram_id is null)
order by id for no key update
"""


async def read(
    connection: Connection,
    program: Program,
    memory: Memory,
    keyring: Keyring,
    batch: Sequence[Pending],
    *,
    whole: bool = False,
) -> State:
    """Lock the customers of a batch and read all that pricing it needs; ``whole``: with every lot that may pay."""
    now = max(item.arrived_at for item in batch)
    state = State(program, keyring, memory.ids, memory.stores, memory.employees)
    named = {item.receipt.hold for item in batch if item.receipt.hold}
    owners = await _read_owners(connection, state, named)
    refs = [item.receipt.customer for item in batch if item.receipt.customer]
    await _read_customers(connection, state, refs, owners)
    await _read_holds(connection, state, named)
    people = list(state.customers)
    idle = program.config.points.expiry is not None and program.config.points.expiry.inactivity is not None
    state.accounts = await points.load(
        connection, program, people, now, whole=people if idle or whole else ()
    )
    await _read_promo_codes(connection, state, {code for item in batch for code in item.receipt.promo_codes})
    state.promotions = await promotions.read(connection, program, list(state.customers))
    await _read_guesses(connection, state, batch, now)
    await state.ids.reserve(connection, _ids_needed(state, batch))
    return state


async def _stores(connection: Connection, program: Program) -> dict[str, StoreState]:
    sql = "select id, code, name, merchant, timezone from store where program_id = $1 and active"
    return {
        store["code"]: StoreState(store["id"], store["name"], store["merchant"], ZoneInfo(store["timezone"]))
        for store in await fetch(connection, sql, program.id)
    }


async def _employees(connection: Connection, program: Program) -> dict[str, int]:
    sql = "select id, code from employee where program_id = $1 and active"
    return {employee["code"]: employee["id"] for employee in await fetch(connection, sql, program.id)}


async def _read_owners(connection: Connection, state: State, holds: set[str]) -> list[int]:
    """Whose holds these are: customers are locked before holds are read."""
    if not holds:
        return []
    sql = "select distinct customer_id from hold where program_id = $1 and token = any($2::text[])"
    return [found["customer_id"] for found in await fetch(connection, sql, state.program.id, sorted(holds))]


async def _read_holds(connection: Connection, state: State, holds: set[str]) -> None:
    if holds:
        sql = (
            "select token, id, merchant_id, customer_id, state from hold"
            " where program_id = $1 and token = any($2::text[])"
        )
        for found in await fetch(connection, sql, state.program.id, sorted(holds)):
            token = found.pop("token")
            state.holds[token] = HoldState(**found)


async def _read_customers(
    connection: Connection, state: State, refs: Sequence[CustomerRef], owners: Sequence[int]
) -> None:
    if not refs and not owners:
        return
    cards, phones, digests = _split(state, refs)
    state.codes = await codes.owners(connection, state.program.id, digests)
    ids = [*owners, *(customer_id for customer_id, _ in state.codes.values())]
    for found in await fetch(connection, CUSTOMERS, state.program.id, cards, phones, ids):
        _keep(state, found)
    strangers = set(phones) - state.by_phone.keys()
    state.spare_ids = await customers.reserve_ids(connection, len(strangers)) if strangers else []


def _split(state: State, refs: Sequence[CustomerRef]) -> tuple[list[str], list[str], list[bytes]]:
    return (
        [ref.value for ref in refs if ref.kind == "card"],
        [ref.value for ref in refs if ref.kind == "phone"],
        [state.digest(ref.value) for ref in refs if ref.kind == "code"],
    )


def _keep(state: State, found: Row) -> None:
    phone = found.pop("phone")
    held = Held(*(found.pop(name) for name in HELD))
    customer = CustomerState(**found, held=held)
    state.customers[customer.id] = customer
    state.by_card[customer.card] = customer.id
    if phone:
        state.by_phone[phone] = customer.id


# codes with a limit are locked, in one order, so that no two batches count the same use
PROMO_CODES = """
with limited as (
    select id, used from promo_code
    where program_id = $1 and code = any($2::text[]) and most_uses is not null
    order by id for no key update)
select p.id, p.code, p.points, p.discount, p.earns, p.rate, p.most_uses, coalesce(l.used, p.used) as used,
       p.customer_id, p.starts_at, p.expires_at,
       array(select u.customer_id from promo_code_use u
             where u.program_id = p.program_id and u.promo_code_id = p.id and u.customer_id = any($3::bigint[]))
         as used_by
from promo_code p left join limited l on l.id = p.id
where p.program_id = $1 and p.code = any($2::text[])
"""


async def _read_promo_codes(connection: Connection, state: State, wanted: set[str]) -> None:
    if not wanted:
        return
    if state.codes:
        await codes.lock(connection, state.program.id, list(state.codes))
    found = await fetch(connection, PROMO_CODES, state.program.id, sorted(wanted), list(state.customers))
    for promo in found:
        state.promo_codes[promo["code"]] = PromoCodeState(**{**promo, "used_by": set(promo["used_by"])})


async def _read_guesses(
    connection: Connection, state: State, batch: Sequence[Pending], now: datetime
) -> None:
    guessing = {
        item.merchant_id for item in batch if item.receipt.customer and item.receipt.customer.kind == "code"
    }
    for merchant_id in sorted(guessing):
        found = await codes.wrong_guesses(connection, state.program.id, merchant_id, now)
        state.guesses.update({(merchant_id, store_id): count for store_id, count in found.items()})


def _ids_needed(state: State, batch: Sequence[Pending]) -> int:
    """At most: a receipt, two entries, a lot, an invitation, two for each promo code and full card; an expiry a lot.

    A lot made by one item may expire before a later one.
    """
    promo_codes = sum(len(item.receipt.promo_codes) for item in batch)
    lots = sum(points.expiries(account) for account in state.accounts.values())
    stamps = sum(1 for terms in state.config.stamp_terms if terms.points)
    return (6 + 3 * stamps) * len(batch) + 3 * promo_codes + lots
