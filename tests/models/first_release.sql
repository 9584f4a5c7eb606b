-- A small shop as the first released migrations kept it: every table of theirs has rows.
insert into program (slug, version, bot_username, created_at) values ('test', 2, 'test_bot', '2026-09-01Z');

insert into program_version (program_id, number, text, applied_at, applied_by) values
(1, 1, 'name = "before"', '2026-09-01Z', 'command line'),
(1, 2, $toml$
[program]
slug = "test"
name = "Test"
currency = "RUB"
language = "en"
merchant = "Test merchant"
terms_version = "1"
terms = "Be nice."

[points]
name.en = { one = "point", other = "points" }
minor_units_per_point = 100
base_rate = "5%"
welcome = 100
expire_after = "365d"
excluded_categories = ["tobacco"]

[[tiers]]
code = "bronze"
title = "Bronze"
from = 0

[[tiers]]
code = "silver"
title = "Silver"
from = 1000
bonus = "2%"

[[stores]]
code = "center"
name = "Center"
timezone = "Europe/Moscow"

[[employees]]
code = "anna"
name = "Anna"
role = "cashier"
store = "center"

[survey]
delay = "30m"

[[promo_codes]]
code = "HELLO"
points = 30
$toml$, '2026-09-02Z', 'telegram:10');

insert into merchant (program_id, name, key_digest, key_hint, created_at)
values (1, 'Till', sha256('rk_of-the-first-release'), 'ease', '2026-09-01Z');
insert into hook (program_id, merchant_id, vendor, path, secret, created_at)
values (1, 1, 'standard', 'digest-of-a-path', '\x01', '2026-09-01Z');
insert into store (program_id, code, name, timezone, active) values (1, 'center', 'Center', 'Europe/Moscow', true);
insert into employee (program_id, code, name, role, store_id, telegram_id, active)
values (1, 'anna', 'Anna', 'cashier', 1, 20, true);

-- Maria has joined, Alex has pressed start, and somebody is known by phone only
insert into customer (program_id, telegram_id, phone, card, name, language, language_chosen, source, inviter_id,
                      home_store_id, birthday, created_at, started_at, terms_version, terms_accepted_at,
                      marketing_asked_at, marketing_since, service_messages, joined_at, tier, tier_since, receipts,
                      spent, first_purchase_at, last_purchase_at, rhythm_seconds, visit_score, employee_score,
                      surveyed_at, tags) values
(1, 1001, '+79000000001', '4000000010', 'Maria', 'en', true, 'poster', 1, 1, '1990-02-28', '2025-09-01Z', '2025-09-01Z',
 '1', '2025-09-01Z', '2025-09-01Z', '2025-09-01Z', true, '2025-09-01Z', 'silver', '2026-10-10Z', 2, 174000,
 '2026-10-02Z', '2026-10-10Z', 691200, 5, 2, '2026-10-10Z', '["vip"]'),
(1, 1002, null, '4000000028', 'Alex', 'ru', false, null, null, null, null, '2026-10-01Z', '2026-10-01Z',
 null, null, null, null, true, null, null, null, 0, 0, null, null, null, null, null, null, '[]'),
(1, null, '+79000000003', '4000000036', '', 'en', false, null, null, 1, null, '2026-10-03Z', null,
 null, null, null, null, true, null, 'bronze', '2026-10-03Z', 1, 20000, '2026-10-03Z', '2026-10-03Z', null, null, null,
 null, '[]');
insert into contact_move (program_id, customer_id, from_telegram_id, to_telegram_id, asked_at, state)
values (1, 1, 1001, 1009, '2026-10-01Z', 'asked');
insert into conversation (program_id, telegram_id, state, data, updated_at)
values (1, 1001, 'survey.comment', '{"invitation": 40}', '2026-10-10Z');

insert into promo_code (program_id, code, points, customer_id, created_at) values
(1, 'HELLO', 30, null, '2026-09-02Z'), (1, 'MINE-7F3K', 50, 1, '2026-10-05Z');

-- R-1 with a promo code, R-2 that opened the tier, one of the phone, one of nobody; ids of hot tables come in blocks
select nextval('row_id');
insert into receipt (program_id, id, merchant_id, receipt_id, input_hash, store_id, employee_id, customer_id,
                     issued_at, recorded_at, currency, total, discount, redeemed, earned, program_version, tier, answer)
values
(1, 1, 1, 'R-1', sha256('R-1'), 1, 1, 1, '2026-10-02Z', '2026-10-02Z', 'RUB', 54000, 0, 0, 27, 2, 'bronze', 'answer 1'),
(1, 2, 1, 'R-2', sha256('R-2'), 1, 1, 1, '2026-10-10Z', '2026-10-10Z', 'RUB', 120000, 0, 0, 60, 2, 'bronze', 'answer 2'),
(1, 3, 1, 'R-3', sha256('R-3'), 1, null, 3, '2026-10-03Z', '2026-10-03Z', 'RUB', 20000, 0, 0, 10, 2, 'bronze', 'answer 3'),
(1, 4, 1, 'R-4', sha256('R-4'), 1, null, null, '2026-10-04Z', '2026-10-04Z', 'RUB', 5000, 0, 0, 0, 2, null, 'answer 4');
insert into receipt_line (program_id, receipt_id, number, sku, name, category, quantity, amount, cost, earned) values
(1, 1, 0, 'latte', 'Latte', 'coffee', 2, 54000, 16000, 27),
(1, 2, 0, 'cake', 'Cake', 'cakes', 1, 80000, null, 40),
(1, 2, 1, 'beans', 'Beans', null, 0.5, 40000, null, 20),
(1, 3, 0, 'latte', 'Latte', 'coffee', 1, 20000, null, 10),
(1, 4, 0, 'water', 'Water', 'drinks', 1, 5000, null, 0);
insert into promo_code_use (program_id, promo_code_id, customer_id, receipt_id, at) values (1, 1, 1, 1, '2026-10-02Z');

-- Maria's welcome points of a year ago have burned
insert into entry (program_id, customer_id, id, kind, points, receipt_id, merchant_id, reason, actor, key, at) values
(1, 1, 10, 'grant', 100, null, null, 'welcome', 'program', 'welcome:1', '2025-09-01Z'),
(1, 1, 11, 'expire', -100, null, null, null, 'program', null, '2026-09-01Z'),
(1, 1, 12, 'earn', 27, 1, 1, null, 'merchant:1', null, '2026-10-02Z'),
(1, 1, 13, 'grant', 30, 1, 1, 'promo_code', 'merchant:1', 'promo:1:1', '2026-10-02Z'),
(1, 1, 14, 'earn', 60, 2, 1, null, 'merchant:1', null, '2026-10-10Z'),
(1, 3, 15, 'earn', 10, 3, 1, null, 'merchant:1', null, '2026-10-03Z');
insert into lot (program_id, customer_id, id, entry_id, merchant_id, issued, remaining, held, consumed, restored,
                 matures_at, matured, expires_at) values
(1, 1, 20, 10, null, 100, 0, 0, 100, 0, '2025-09-01Z', true, '2026-09-01Z'),
(1, 1, 21, 12, 1, 27, 27, 0, 0, 0, '2026-10-02Z', true, '2027-10-02Z'),
(1, 1, 22, 13, 1, 30, 30, 0, 0, 0, '2026-10-02Z', true, '2027-10-02Z'),
(1, 1, 23, 14, 1, 60, 60, 0, 0, 0, '2026-12-10Z', false, '2027-12-10Z'),
(1, 3, 24, 15, 1, 10, 10, 0, 0, 0, '2026-10-03Z', true, '2027-10-03Z');
insert into allocation (program_id, customer_id, entry_id, lot_id, points, at) values (1, 1, 11, 20, 100, '2026-09-01Z');
insert into balance (program_id, customer_id, available, pending, held, debt) values (1, 1, 57, 60, 0, 0), (1, 3, 10, 0, 0, 0);

insert into invitation (program_id, id, customer_id, receipt_id, store_id, employee_id, due_at, expires_at, answered_at,
                        comment) values (1, 40, 1, 2, 1, 1, '2026-10-10Z', '2026-10-13Z', '2026-10-10Z', 'Fine');
insert into answer (program_id, invitation_id, question, score, at) values (1, 40, 'visit', 5, '2026-10-10Z');
insert into rating (program_id, employee_id, invitation_id, score, at) values (1, 1, 40, 2, '2026-10-10Z');
insert into membership (program_id, segment, customer_id, entered_at, left_at) values
(1, 'new', 1, '2026-10-02Z', '2026-10-10Z'), (1, 'active', 1, '2026-10-10Z', null), (1, 'lead', 2, '2026-10-01Z', null);
insert into given_offer (program_id, offer, customer_id, membership_id, promo_code_id, points, at, expires_at)
values (1, 'come_back', 1, 2, 2, 0, '2026-10-05Z', '2026-12-31Z');
insert into change (program_id, customer_id, kind, at) values (1, 1, 'receipt', '2026-10-10Z');
insert into event (program_id, customer_id, kind, key, data, at)
values (1, 1, 'cart_left', 'till:1:e-1', '{"items": 2}', '2026-10-09Z');
insert into campaign (program_id, segment, text, state, audience, created_by, created_at)
values (1, 'active', 'Hello', 'done', 1, 10, '2026-10-11Z');
insert into outbox (program_id, kind, message_class, priority, customer_id, due_at, dedup_key, payload, campaign_id,
                    state, attempts, finished_at, created_at) values
(1, 'broadcast', 'marketing', 30, 1, '2026-10-11Z', 'campaign:1:1', '{}', 1, 'sent', 1, '2026-10-11Z', '2026-10-11Z'),
(1, 'points_granted', 'transactional', 10, 1, '2026-10-11Z', 'grant:1', '{"points": 5, "available": 62, "reason": ""}',
 null, 'queued', 0, null, '2026-10-11Z');

insert into code (program_id, customer_id, digest, issued_at, expires_at)
values (1, 1, sha256('code'), '2026-10-10Z', '2026-10-10 00:01:30Z');
insert into wrong_code (program_id, merchant_id, store_id, at) values (1, 1, 1, '2026-10-10Z');
insert into phone_lookup (program_id, merchant_id, customer_id, at) values
(1, 1, 1, '2026-10-10Z'), (1, 1, null, '2026-10-11Z');
insert into audit (program_id, actor, action, target, data, at)
values (1, 'telegram:10', 'points.grant', 'customer:1', '{"points": 5}', '2026-10-11Z');
insert into telegram_update (program_id, update_id, at) values (1, 100000001, '2026-10-11Z');
insert into job_run (job, slot, started_at, finished_at)
values ('cleanup', '2026-10-11Z', '2026-10-11Z', '2026-10-11 00:00:01Z');
insert into sandbox_clock (id, offset_seconds) values (1, 3600);
