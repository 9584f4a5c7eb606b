\set person random(:first, :last)
begin;
select nextval('row_id') as row \gset
select id from customer where program_id = :program::bigint and id = :person::bigint for no key update;
insert into receipt (program_id, program_version, id, merchant_id, receipt_id, input_hash, store_id, employee_id, customer_id, issued_at, recorded_at, currency, total, discount, redeemed, earned, tier, answer)
values (:program::bigint, :version::int, :row::bigint, :merchant::bigint, 'pg-' || :row::bigint, decode(repeat('5a', 32), 'hex'), :store::bigint, :employee::bigint, :person::bigint, now(), now(), 'RUB', :total::bigint, 0, 0, :earned::bigint, 'guest', decode(repeat('7b', 420), 'hex'))
on conflict (program_id, merchant_id, receipt_id) do nothing;
insert into receipt_line (program_id, receipt_id, number, sku, name, category, quantity, amount, cost, earned)
values (:program::bigint, :row::bigint, 0, 'latte', 'Латте', 'coffee', 2, 54000, 16000, 27),
       (:program::bigint, :row::bigint, 1, 'croissant', 'Круассан', 'bakery', 1, 23000, 9000, 11),
       (:program::bigint, :row::bigint, 2, 'water', 'Вода', 'drinks', 1, 12000, null, 6);
insert into entry (program_id, customer_id, id, kind, points, at, actor, receipt_id, merchant_id)
values (:program::bigint, :person::bigint, :row::bigint + 1, 'earn', :earned::bigint, now(), 'merchant:1', :row::bigint, :merchant::bigint);
insert into lot (program_id, customer_id, id, entry_id, merchant_id, issued, remaining, held, consumed, restored, matures_at, matured, expires_at)
values (:program::bigint, :person::bigint, :row::bigint + 2, :row::bigint + 1, :merchant::bigint, :earned::bigint, :earned::bigint, 0, 0, 0, now(), true, now() + interval '365 days');
insert into balance (program_id, customer_id, available, pending, held, debt)
values (:program::bigint, :person::bigint, :earned::bigint, 0, 0, 0)
on conflict (program_id, customer_id) do update set available = balance.available + excluded.available;
update customer set tier = 'guest', receipts = receipts + 1, spent = spent + :total::bigint, home_store_id = :store::bigint, first_purchase_at = coalesce(first_purchase_at, now()), last_purchase_at = now(), surveyed_at = now()
where program_id = :program::bigint and id = :person::bigint;
insert into change (program_id, customer_id, kind, at) values (:program::bigint, :person::bigint, 'receipt', now());
insert into invitation (program_id, id, customer_id, receipt_id, store_id, employee_id, due_at, expires_at)
values (:program::bigint, :row::bigint + 3, :person::bigint, :row::bigint, :store::bigint, :employee::bigint, now() + interval '30 minutes', now() + interval '3 days');
insert into outbox (program_id, kind, message_class, priority, customer_id, due_at, expires_at, dedup_key, payload, state, attempts, created_at)
values (:program::bigint, 'receipt_recorded', 'transactional', 10, :person::bigint, now(), now() + interval '2 days', 'receipt:' || :row::bigint, '{"receipt_id": "raw-1", "store": "Три чашки на Покровке", "total": 89000, "earned": 44, "promo_points": 0, "available_at": "2026-11-21T12:00:00+00:00", "balance": 1127, "pending": 0, "tier": "guest", "tier_changed": false, "to_next": 320000}', 'queued', 0, now()),
       (:program::bigint, 'survey', 'service', 20, :person::bigint, now() + interval '30 minutes', now() + interval '3 days', 'survey:' || :row::bigint, '{"invitation": 1, "store": "Три чашки на Покровке"}', 'queued', 0, now())
on conflict (program_id, dedup_key) do nothing;
commit;
