"""The invariants of the ledger (design, section 4) as queries over a range of customers.

Each finds what does not hold: ``customer_id``, ``subject`` (the row that is wrong), ``expected`` (what the rows
beneath say) and ``found`` (what is kept). $1 is the program, $2 and $3 the range, the first one left out.
"""

# ruff: noqa: S608 - the parts of the queries are this module's own constants
from __future__ import annotations

from collections.abc import Mapping

_RANGE = "c.program_id = $1 and c.id > $2 and c.id <= $3"

_BALANCES = f"""
select c.id as customer_id, coalesce(b.available, 0) as available, coalesce(b.pending, 0) as pending,
       coalesce(b.held, 0) as held, coalesce(b.debt, 0) as debt
from customer c left join balance b on b.program_id = $1 and b.customer_id = c.id where {_RANGE}
"""
# every lot through its entry, which is found by customer
_LOTS = f"""
select e.customer_id, l.id, l.issued, l.remaining, l.held, l.consumed, l.restored, l.matured, e.points as given,
       sum(l.issued) over (partition by e.id) as issued_in_all
from customer c join entry e on e.program_id = $1 and e.customer_id = c.id
join lot l on l.program_id = $1 and l.entry_id = e.id where {_RANGE}
"""
_ENTRIES = f"""
select e.id, e.customer_id, e.kind, e.points, e.receipt_id
from customer c join entry e on e.program_id = $1 and e.customer_id = c.id where {_RANGE}
"""
_DEBTS = f"""
select d.id, d.customer_id, d.entry_id, d.points, d.paid, d.forgiven
from customer c join debt d on d.program_id = $1 and d.customer_id = c.id where {_RANGE}
"""
_RECEIPTS = f"""
select r.id, r.customer_id, r.receipt_id, r.total, r.earned, r.redeemed, r.gifts, r.refunded, r.revoked, r.restored,
       r.revoked_gifts
from customer c join receipt r on r.program_id = $1 and r.customer_id = c.id where {_RANGE}
"""

# of a transfer, by its giver: the issuer and the points of each lot, as they went and as they came
_LOTS_OF_TRANSFER = """
select coalesce((select string_agg(format('%s of %s', a.points, coalesce(l.merchant_id::text, 'the program')), ', '
                                   order by l.merchant_id, a.points)
                 from allocation a join lot l on l.program_id = $1 and l.id = a.lot_id
                 where a.program_id = $1 and a.entry_id = t.out_entry_id), 'none') as went,
       coalesce((select string_agg(format('%s of %s', l.issued, coalesce(l.merchant_id::text, 'the program')), ', '
                                   order by l.merchant_id, l.issued)
                 from lot l where l.program_id = $1 and l.entry_id = t.in_entry_id), 'none') as came
"""

CHECKS: Mapping[str, str] = {
    "no sum is below zero, and nobody has both points and a debt": f"""
        select customer_id, 'balance' as subject, '' as expected,
               format('available %s, pending %s, held %s, debt %s', available, pending, held, debt) as found
        from ({_BALANCES}) b where least(available, pending, held, debt) < 0 or (available > 0 and debt > 0)""",
    "the entries sum to the balance": f"""
        select b.customer_id, 'balance' as subject, coalesce(e.points, 0)::text as expected,
               (available + pending + held - debt)::text as found
        from ({_BALANCES}) b
        left join (select customer_id, sum(points) as points from ({_ENTRIES}) e group by customer_id) e
             on e.customer_id = b.customer_id
        where available + pending + held - debt <> coalesce(e.points, 0)""",
    "the lots sum to the balance": f"""
        select b.customer_id, 'balance' as subject,
               format('available %s, pending %s, held %s', coalesce(l.available, 0), coalesce(l.pending, 0),
                      coalesce(l.held, 0)) as expected,
               format('available %s, pending %s, held %s', b.available, b.pending, b.held) as found
        from ({_BALANCES}) b
        left join (select customer_id, sum(remaining) filter (where matured) as available,
                          sum(remaining) filter (where not matured) as pending, sum(held) as held
                   from ({_LOTS}) l group by customer_id) l on l.customer_id = b.customer_id
        where (b.available, b.pending, b.held)
              <> (coalesce(l.available, 0), coalesce(l.pending, 0), coalesce(l.held, 0))""",
    "each lot is whole": f"""
        select customer_id, 'lot ' || id as subject, given::text as expected,
               format('issued %s = remaining %s + held %s + consumed %s - restored %s', issued, remaining, held,
                      consumed, restored) as found
        from ({_LOTS}) l
        where issued_in_all <> given or issued <> remaining + held + consumed - restored
           or least(remaining, held, consumed, restored) < 0""",
    "each lot is what was taken from it": f"""
        select l.customer_id, 'lot ' || l.id as subject,
               format('held %s, consumed %s, restored %s', a.held, a.consumed, a.restored) as expected,
               format('held %s, consumed %s, restored %s', l.held, l.consumed, l.restored) as found
        from ({_LOTS}) l cross join lateral (
            select coalesce(sum(case use when 'hold' then points when 'release' then -points when 'commit'
                                then -points end), 0) as held,
                   coalesce(sum(points) filter (where use in ('use', 'commit', 'pay')), 0) as consumed,
                   coalesce(sum(points) filter (where use = 'restore'), 0) as restored
            from allocation a where a.program_id = $1 and a.lot_id = l.id) a
        where (l.held, l.consumed, l.restored) <> (a.held, a.consumed, a.restored)""",
    "live holds have what is held": f"""
        select b.customer_id, 'holds' as subject, coalesce(h.points, 0)::text as expected, b.held::text as found
        from ({_BALANCES}) b left join (
            select h.customer_id, sum(case a.use when 'hold' then a.points else -a.points end) as points
            from customer c join hold h on h.program_id = $1 and h.customer_id = c.id
            join allocation a on a.program_id = $1 and a.hold_id = h.id
            where {_RANGE} and h.state in ('waiting', 'live') group by h.customer_id) h
            on h.customer_id = b.customer_id
        where b.held <> coalesce(h.points, 0)""",
    "what left came from lots or became a debt, what came back went to lots": f"""
        select e.customer_id, e.kind || ' ' || e.id as subject,
               (coalesce(a.points, 0) + coalesce(d.points, 0))::text as expected, abs(e.points)::text as found
        from ({_ENTRIES}) e
        left join lateral (select sum(points) as points from allocation a
                           where a.program_id = $1 and a.entry_id = e.id) a on true
        left join (select entry_id, sum(points) as points from ({_DEBTS}) d group by entry_id) d on d.entry_id = e.id
        where (e.points < 0 or e.kind = 'restore') and abs(e.points) <> coalesce(a.points, 0) + coalesce(d.points, 0)
           or d.points > 0 and e.kind <> 'revoke'""",
    "each debt is what was paid, forgiven and is open": f"""
        select d.customer_id, 'debt ' || d.id as subject, coalesce(a.points, 0)::text as expected, d.paid::text as found
        from ({_DEBTS}) d
        left join lateral (select sum(points) as points from allocation a
                           where a.program_id = $1 and a.debt_id = d.id and a.use = 'pay') a on true
        where d.paid <> coalesce(a.points, 0) or least(d.paid, d.forgiven, d.points - d.paid - d.forgiven) < 0""",
    "the debts sum to what is owed, and to what was forgiven": f"""
        select b.customer_id, 'debts' as subject,
               format('open %s, forgiven %s', coalesce(d.open, 0), coalesce(d.forgiven, 0)) as expected,
               format('open %s, forgiven %s', b.debt, coalesce(e.forgiven, 0)) as found
        from ({_BALANCES}) b
        left join (select customer_id, sum(points - paid - forgiven) as open, sum(forgiven) as forgiven
                   from ({_DEBTS}) d group by customer_id) d on d.customer_id = b.customer_id
        left join (select customer_id, sum(points) as forgiven from ({_ENTRIES}) e where kind = 'forgive'
                   group by customer_id) e on e.customer_id = b.customer_id
        where (b.debt, coalesce(e.forgiven, 0)) <> (coalesce(d.open, 0), coalesce(d.forgiven, 0))""",
    "each receipt earned, took and gave back what it says": f"""
        select r.customer_id, 'receipt ' || r.receipt_id as subject,
               format('earned %s, paid %s, restored %s, revoked %s', e.earned, e.spent, e.restored, e.revoked)
                   as expected,
               format('earned %s, paid %s, restored %s, revoked %s', r.earned, r.redeemed, r.restored,
                      r.revoked + r.revoked_gifts) as found
        from ({_RECEIPTS}) r cross join lateral (
            select coalesce(sum(points) filter (where kind = 'earn'), 0) as earned,
                   coalesce(-sum(points) filter (where kind = 'spend'), 0) as spent,
                   coalesce(sum(points) filter (where kind = 'restore'), 0) as restored,
                   coalesce(-sum(points) filter (where kind = 'revoke'), 0) as revoked
            from entry e where e.program_id = $1 and e.receipt_id = r.id) e
        where (r.earned, r.redeemed, r.restored, r.revoked + r.revoked_gifts)
              <> (e.earned, e.spent, e.restored, e.revoked)""",
    "each receipt was refunded as its refunds say, and no more than there was": f"""
        select r.customer_id, 'receipt ' || r.receipt_id as subject,
               format('refunded %s, restored %s, revoked %s', f.amount, f.restored, f.revoked) as expected,
               format('refunded %s of %s, restored %s of %s, revoked %s of %s', r.refunded, r.total, r.restored,
                      r.redeemed, r.revoked + r.revoked_gifts, r.earned + r.gifts) as found
        from ({_RECEIPTS}) r cross join lateral (
            select coalesce(sum(amount), 0) as amount, coalesce(sum(restored), 0) as restored,
                   coalesce(sum(revoked), 0) as revoked
            from refund f where f.program_id = $1 and f.receipt_id = r.id) f
        where (r.refunded, r.restored, r.revoked + r.revoked_gifts) <> (f.amount, f.restored, f.revoked)
           or r.refunded not between 0 and r.total or r.restored not between 0 and r.redeemed
           or r.revoked not between 0 and r.earned
           or r.refunded = r.total and r.total > 0
              and (r.revoked, r.restored, r.revoked_gifts) <> (r.earned, r.redeemed, r.gifts)""",
    "each transfer is two entries that sum to zero": f"""
        select t.giver_id as customer_id, 'transfer ' || t.id as subject,
               format('%s and %s, owed %s and %s', -t.points, t.points, -t.owed, t.owed) as expected,
               format('%s and %s, owed %s and %s', coalesce(o.points, 0), coalesce(i.points, 0),
                      coalesce(r.points, 0), coalesce(b.points, 0)) as found
        from customer c join transfer t on t.program_id = $1 and t.giver_id = c.id
        left join entry o on o.program_id = $1 and o.id = t.out_entry_id
             and (o.customer_id, o.kind) = (t.giver_id, 'transfer_out')
        left join entry i on i.program_id = $1 and i.id = t.in_entry_id
             and (i.customer_id, i.kind) = (t.receiver_id, 'transfer_in')
        left join entry r on r.program_id = $1 and r.id = t.revoke_entry_id
             and (r.customer_id, r.kind) = (t.giver_id, 'revoke')
        left join entry b on b.program_id = $1 and b.id = t.restore_entry_id
             and (b.customer_id, b.kind) = (t.receiver_id, 'restore')
        where {_RANGE} and (coalesce(o.points, 0), coalesce(i.points, 0), coalesce(r.points, 0), coalesce(b.points, 0))
              <> (-t.points, t.points, -t.owed, t.owed)""",
    "each transfer brought the lots that it took": f"""
        select t.giver_id as customer_id, 'transfer ' || t.id as subject, w.went as expected, w.came as found
        from customer c join transfer t on t.program_id = $1 and t.giver_id = c.id
        cross join lateral ({_LOTS_OF_TRANSFER}) w where {_RANGE} and w.went <> w.came""",
    "each entry of a transfer has its other side": f"""
        select e.customer_id, e.kind || ' ' || e.id as subject, 'a transfer' as expected, 'none' as found
        from ({_ENTRIES}) e
        where e.kind = 'transfer_out'
              and not exists (select from transfer t where t.program_id = $1 and t.out_entry_id = e.id)
           or e.kind = 'transfer_in'
              and not exists (select from transfer t where t.program_id = $1 and t.in_entry_id = e.id)""",
}

# of gift cards, in a range of their ids: what is left is the sum of the uses, at no moment less than nothing, and
# nothing comes back that was not taken
GIFT_CARDS: Mapping[str, str] = {
    "what is left on a gift card is the sum of its uses": """
        select 'gift card …' || g.hint || ', ' || g.id as subject, coalesce(u.amount, 0)::text as expected,
               g.remaining::text as found
        from gift_card g left join lateral (
            select sum(amount) as amount from gift_card_use u
            where u.program_id = $1 and u.gift_card_id = g.id) u on true
        where g.program_id = $1 and g.id > $2 and g.id <= $3
          and (g.remaining <> coalesce(u.amount, 0) or g.remaining not between 0 and g.amount)""",
    "a gift card begins with what it was sold for, and is at no moment below zero": """
        select 'gift card …' || u.hint || ', use ' || u.id as subject, '' as expected,
               format('%s %s, then %s left', u.kind, u.amount, u.balance) as found
        from (select g.hint, g.amount as sold, u.id, u.kind, u.amount,
                     sum(u.amount) over w as balance, row_number() over w as place
              from gift_card g join gift_card_use u on u.program_id = $1 and u.gift_card_id = g.id
              where g.program_id = $1 and g.id > $2 and g.id <= $3
              window w as (partition by g.id order by u.id)) u
        where u.balance not between 0 and u.sold or (u.place = 1) <> (u.kind = 'issue')
           or u.kind = 'issue' and u.amount <> u.sold""",
    "no more comes back to a gift card than was taken": """
        select 'gift card …' || g.hint || ', use ' || s.id as subject, 'at most ' || -s.amount as expected,
               sum(b.amount)::text as found
        from gift_card g
        join gift_card_use b on b.program_id = $1 and b.gift_card_id = g.id and b.undoes_id is not null
        join gift_card_use s on s.program_id = $1 and s.id = b.undoes_id
        where g.program_id = $1 and g.id > $2 and g.id <= $3
        group by g.hint, s.id, s.amount, s.kind, s.gift_card_id, g.id
        having sum(b.amount) > -s.amount or s.kind <> 'spend' or s.gift_card_id <> g.id""",
}

# of the whole program: what one customer gave away another one got
TRANSFERS = """
select coalesce(sum(points), 0)::bigint as points from entry
where program_id = $1 and kind in ('transfer_in', 'transfer_out')
"""
