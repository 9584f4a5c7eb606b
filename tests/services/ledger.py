"""The six invariants of the ledger (design, section 4), checked on the rows of a whole program."""

from collections.abc import Iterator

from services.database import rows
from services.programs import Program

# each query must find nothing; $1 is the program
SUMS = {
    "sums are sound": """
        select * from balance where program_id = $1 and (least(available, pending, held, debt) < 0
                                                         or (available > 0 and debt > 0))""",
    "entries are the sums": """
        select c.id from customer c
        left join balance b on b.program_id = c.program_id and b.customer_id = c.id
        where c.program_id = $1 and coalesce(b.available + b.pending + b.held - b.debt, 0)
              <> (select coalesce(sum(points), 0) from entry e where e.program_id = $1 and e.customer_id = c.id)""",
    "kinds have their signs": """
        select * from entry where program_id = $1 and points <= 0
            and kind in ('earn', 'grant', 'restore', 'transfer_in', 'forgive')
        union all
        select * from entry where program_id = $1 and points >= 0
            and kind not in ('earn', 'grant', 'restore', 'transfer_in', 'forgive')""",
}
LOTS = {
    "lots are the sums": """
        select b.* from balance b where b.program_id = $1 and (
            b.available <> (select coalesce(sum(remaining), 0) from lot l
                            where l.program_id = $1 and l.customer_id = b.customer_id and l.matured)
            or b.pending <> (select coalesce(sum(remaining), 0) from lot l
                             where l.program_id = $1 and l.customer_id = b.customer_id and not l.matured)
            or b.held <> (select coalesce(sum(held), 0) from lot l
                          where l.program_id = $1 and l.customer_id = b.customer_id))""",
    "lots are whole": """
        select * from lot where program_id = $1 and (issued <> remaining + held + consumed - restored
                                                     or least(remaining, held, consumed, restored) < 0)""",
    "a lot is what its entry gave": """
        select e.id, e.kind, e.points from entry e
        left join lot l on l.program_id = $1 and l.entry_id = e.id
        where e.program_id = $1 and e.kind in ('earn', 'grant', 'transfer_in')
        group by e.id, e.kind, e.points having coalesce(sum(l.issued), 0) <> e.points
        union all
        select e.id, e.kind, e.points from lot l join entry e on e.program_id = $1 and e.id = l.entry_id
        where l.program_id = $1
          and (l.customer_id <> e.customer_id or e.kind not in ('earn', 'grant', 'transfer_in'))""",
    "a lot's allocations are its sums": """
        select l.id, l.held, l.consumed, l.restored from lot l
        left join allocation a on a.program_id = $1 and a.lot_id = l.id
        where l.program_id = $1 group by l.id, l.held, l.consumed, l.restored
        having (l.held, l.consumed, l.restored) is distinct from (
            coalesce(sum(a.points) filter (where a.use = 'hold'), 0)
              - coalesce(sum(a.points) filter (where a.use in ('release', 'commit')), 0),
            coalesce(sum(a.points) filter (where a.use in ('use', 'commit', 'pay')), 0),
            coalesce(sum(a.points) filter (where a.use = 'restore'), 0))""",
    "what comes back was consumed": """
        select * from lot where program_id = $1 and restored > consumed""",
    "nobody pays with another's lot": """
        select a.* from allocation a join lot l on l.program_id = $1 and l.id = a.lot_id
        left join entry e on e.program_id = $1 and e.id = a.entry_id
        left join hold h on h.program_id = $1 and h.id = a.hold_id
        left join debt d on d.program_id = $1 and d.id = a.debt_id
        where a.program_id = $1 and (a.customer_id <> l.customer_id or a.customer_id
            <> all(array_remove(array[e.customer_id, h.customer_id, d.customer_id], null)))""",
}
HOLDS = {
    "live holds are what is held": """
        select b.* from balance b where b.program_id = $1 and b.held <> (
            select coalesce(sum(case a.use when 'hold' then a.points else -a.points end), 0)
            from hold h join allocation a on a.program_id = $1 and a.hold_id = h.id
            where h.program_id = $1 and h.customer_id = b.customer_id and h.state in ('waiting', 'live'))""",
    "a hold has what it was made for, and nothing when it has ended": """
        select h.* from hold h where h.program_id = $1 and (
            h.points <> (select coalesce(sum(a.points), 0) from allocation a
                         where a.program_id = $1 and a.hold_id = h.id and a.use = 'hold')
            or case when h.state in ('waiting', 'live') then h.points else 0 end <>
                (select coalesce(sum(case a.use when 'hold' then a.points else -a.points end), 0)
                 from allocation a where a.program_id = $1 and a.hold_id = h.id)
            or (h.state in ('waiting', 'live')) <> (h.ended_at is null)
            or (h.state = 'waiting' and h.confirmed_at is not null))""",
    "only a receipt uses a hold up, and one at most": """
        select h.id, h.state from hold h
        left join receipt r on r.program_id = $1 and r.hold_id = h.id
        where h.program_id = $1 and ((h.state = 'committed') <> (r.id is not null)
            or r.customer_id <> h.customer_id or r.merchant_id <> h.merchant_id or r.redeemed > h.points)""",
}
DEBTS = {
    "what left was allocated, or became a debt": """
        select e.* from entry e where e.program_id = $1 and e.points < 0 and -e.points <>
            (select coalesce(sum(a.points), 0) from allocation a
             where a.program_id = $1 and a.entry_id = e.id and a.use in ('use', 'commit'))
            + (select coalesce(sum(d.points), 0) from debt d where d.program_id = $1 and d.entry_id = e.id)""",
    "only a revoke opens a debt": """
        select d.* from debt d join entry e on e.program_id = $1 and e.id = d.entry_id
        where d.program_id = $1 and (e.kind <> 'revoke' or e.customer_id <> d.customer_id)""",
    "a debt is what it was paid and forgiven": """
        select d.* from debt d where d.program_id = $1 and (least(d.paid, d.forgiven) < 0
            or d.paid + d.forgiven > d.points or d.paid <>
                (select coalesce(sum(a.points), 0) from allocation a
                 where a.program_id = $1 and a.debt_id = d.id and a.use = 'pay'))""",
    "open debts are what is owed": """
        select c.id from customer c left join balance b on b.program_id = $1 and b.customer_id = c.id
        where c.program_id = $1 and coalesce(b.debt, 0) <>
            (select coalesce(sum(points - paid - forgiven), 0) from debt d
             where d.program_id = $1 and d.customer_id = c.id)""",
    "what was forgiven was entered": """
        select c.id from customer c where c.program_id = $1 and
            (select coalesce(sum(forgiven), 0) from debt d where d.program_id = $1 and d.customer_id = c.id)
            <> (select coalesce(sum(points), 0) from entry e
                where e.program_id = $1 and e.customer_id = c.id and e.kind = 'forgive')""",
    "what came back was allocated": """
        select e.* from entry e where e.program_id = $1 and e.kind = 'restore' and e.points <>
            (select coalesce(sum(a.points), 0) from allocation a
             where a.program_id = $1 and a.entry_id = e.id and a.use = 'restore')""",
    "an entry is undone once": """
        select undoes_id, count(*) from entry where program_id = $1 and undoes_id is not null
        group by undoes_id having count(*) > 1""",
}
RECEIPTS = {
    "a receipt earned, took and gave back what it says": """
        select r.id, r.earned, r.redeemed, r.restored from receipt r where r.program_id = $1 and
            (select (r.earned, r.redeemed, r.gifts, r.restored, r.revoked + r.revoked_gifts) is distinct from
                    (coalesce(sum(e.points) filter (where e.kind = 'earn'), 0)::bigint,
                     coalesce(-sum(e.points) filter (where e.kind = 'spend'), 0)::bigint,
                     coalesce(sum(e.points) filter (where e.kind = 'grant'), 0)::bigint,
                     coalesce(sum(e.points) filter (where e.kind = 'restore'), 0)::bigint,
                     coalesce(-sum(e.points) filter (where e.kind = 'revoke'), 0)::bigint)
             from entry e where e.program_id = $1 and e.receipt_id = r.id)""",
    "a refund takes no more than there was": """
        select * from receipt where program_id = $1 and (revoked not between 0 and earned
            or restored not between 0 and redeemed or refunded not between 0 and total
            or revoked_gifts not between 0 and gifts)""",
    "a receipt refunded whole leaves nothing": """
        select * from receipt where program_id = $1 and refunded = total and total > 0
            and (revoked, restored, revoked_gifts) is distinct from (earned, redeemed, gifts)""",
    "what gave the points is what was earned": """
        select id, earned, applied from receipt where program_id = $1 and applied is not null and earned <>
            (select coalesce(sum((applied->>place)::bigint), 0)
             from generate_series(1, jsonb_array_length(applied) - 1, 2) as place)""",
    "the most purchases are no fewer than there are": """
        select id from customer where program_id = $1 and most_receipts < receipts""",
    "lines are the receipt": """
        select r.* from receipt r where r.program_id = $1 and
            (select (r.total, r.earned, r.discount, r.redeemed, r.refunded, r.revoked, r.restored)
                    is distinct from
                    (sum(l.amount)::bigint, sum(l.earned)::bigint, sum(l.discount)::bigint,
                     sum(l.redeemed)::bigint, sum(l.refunded)::bigint, sum(l.revoked)::bigint,
                     sum(l.restored)::bigint)
             from receipt_line l where l.program_id = $1 and l.receipt_id = r.id)""",
    "a line is paid with discount, points and money": """
        select l.* from receipt_line l where l.program_id = $1
            and (least(l.amount - l.discount - l.paid, l.discount, l.redeemed, l.paid) < 0)""",
    "facts are the receipts": """
        select c.id from customer c where c.program_id = $1 and
            (select (c.receipts, c.spent) is distinct from
                    (count(*) filter (where not (r.refunded = r.total and exists (
                        select from refund f where f.program_id = $1 and f.receipt_id = r.id)))::int,
                     coalesce(sum(r.total - r.refunded), 0)::bigint)
             from receipt r where r.program_id = $1 and r.customer_id = c.id)""",
}
TRANSFERS = {
    "a transfer is pairs of entries, of its customers and its points": """
        select t.* from transfer t
        left join entry o on o.program_id = $1 and o.id = t.out_entry_id
        left join entry i on i.program_id = $1 and i.id = t.in_entry_id
        left join entry r on r.program_id = $1 and r.id = t.revoke_entry_id
        left join entry b on b.program_id = $1 and b.id = t.restore_entry_id
        where t.program_id = $1 and (t.points > 0
            and ((o.kind, o.customer_id, o.points) is distinct from ('transfer_out', t.giver_id, -t.points)
              or (i.kind, i.customer_id, i.points) is distinct from ('transfer_in', t.receiver_id, t.points))
          or t.owed > 0
            and ((r.kind, r.customer_id, r.points) is distinct from ('revoke', t.giver_id, -t.owed)
              or (b.kind, b.customer_id, b.points) is distinct from ('restore', t.receiver_id, t.owed)))""",
    "a transfer brings each lot over with its issuer": """
        select t.* from transfer t where t.program_id = $1 and
            (select array_agg((coalesce(l.merchant_id, 0), a.points) order by l.merchant_id, a.points)
             from allocation a join lot l on l.program_id = $1 and l.id = a.lot_id
             where a.program_id = $1 and a.entry_id = t.out_entry_id)
            is distinct from
            (select array_agg((coalesce(l.merchant_id, 0), l.issued) order by l.merchant_id, l.issued)
             from lot l where l.program_id = $1 and l.entry_id = t.in_entry_id)""",
    "no entry of a transfer is alone": """
        select e.* from entry e
        left join transfer t on t.program_id = $1 and e.id in (t.out_entry_id, t.in_entry_id)
        where e.program_id = $1 and e.kind in ('transfer_in', 'transfer_out') and t.id is null""",
    "no transfer is undone twice, or by more than it was": """
        select t.id from transfer t join transfer u on u.program_id = $1 and u.undoes_id = t.id
        where t.program_id = $1 group by t.id, t.points, t.undoes_id
        having count(*) > 1 or sum(u.points + u.owed) > t.points or t.undoes_id is not null""",
    "transfers sum to zero": """
        select sum(points) from entry where program_id = $1 and kind in ('transfer_in', 'transfer_out')
        having sum(points) <> 0""",
}
GIFT_CARDS = {
    "a gift card is the sum of its uses": """
        select * from gift_card g where g.program_id = $1 and (g.remaining not between 0 and g.amount or g.remaining <>
            (select sum(u.amount) from gift_card_use u where u.program_id = $1 and u.gift_card_id = g.id))""",
    "no more comes back to a gift card than was taken": """
        select s.* from gift_card_use s join gift_card_use b on b.program_id = $1 and b.undoes_id = s.id
        where s.program_id = $1 group by s.program_id, s.id having sum(b.amount) > -s.amount""",
}
INVARIANTS = SUMS | LOTS | HOLDS | DEBTS | RECEIPTS | TRANSFERS | GIFT_CARDS


LONGEST = 14_000  # of a statement whose plan the driver keeps: asked again it costs a sixth


def _statements() -> Iterator[str]:
    """All invariants in as few statements as that allows: the state machine asks them after every step."""
    parts: list[str] = []
    for name, query in INVARIANTS.items():
        quoted = name.replace("'", "''")
        part = f"select '{quoted}' as name, (select json_agg(b)::text from ({query}) b) as broken"
        if parts and sum(map(len, parts)) + len(part) > LONGEST:
            yield "\nunion all\n".join(parts)
            parts = []
        parts.append(part)
    yield "\nunion all\n".join(parts)


STATEMENTS = tuple(_statements())


async def assert_sound(program: Program) -> None:
    """Fail with the names of the invariants that do not hold, and the rows that break them."""
    for statement in STATEMENTS:
        found = await rows(statement, program.id)
        broken = {one["name"]: one["broken"][:500] for one in found if one["broken"]}
        assert not broken, broken
