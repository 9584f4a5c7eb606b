-- Made by `make schema` of the migrations 081871055048379c991a42cbb6b559893ff0548a4bb4de5f6a8632d8a3547c12

create table tortoise_migrations (
    id serial not null primary key, app varchar(255) not null, name varchar(255) not null,
    applied_at timestamptz not null, constraint uid_tortoise_mi_app_3803a5 unique (app, name)
);
-- 0001_initial
CREATE TABLE "allocation" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "lot_id" BIGINT NOT NULL,
    "points" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "allocation" IS 'Which lot a negative entry used, or which lot paid a debt: points leave the lot.';
CREATE TABLE "answer" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "invitation_id" BIGINT NOT NULL,
    "question" VARCHAR(32) NOT NULL,
    "score" SMALLINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_answer_program_817173" UNIQUE ("program_id", "invitation_id", "question")
);
COMMENT ON TABLE "answer" IS 'A score from 1 to 5 for the visit or for the employee.';
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "actor" VARCHAR(64) NOT NULL,
    "action" VARCHAR(64) NOT NULL,
    "target" VARCHAR(128),
    "data" JSONB NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX "idx_audit_program_41c178" ON "audit" ("program_id", "at");
COMMENT ON TABLE "audit" IS 'One act of an admin, a manager or the command line.';
CREATE TABLE "balance" (
    "customer_id" BIGINT NOT NULL  PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "available" BIGINT NOT NULL,
    "pending" BIGINT NOT NULL,
    "held" BIGINT NOT NULL,
    "debt" BIGINT NOT NULL
);
COMMENT ON TABLE "balance" IS 'The sums of one customer; always equal to what entries, lots and allocations say.';
CREATE TABLE "campaign" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "segment" VARCHAR(64) NOT NULL,
    "text" TEXT NOT NULL,
    "state" VARCHAR(16) NOT NULL,
    "audience" INT NOT NULL,
    "created_by" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "started_at" TIMESTAMPTZ,
    "finished_at" TIMESTAMPTZ
);
COMMENT ON TABLE "campaign" IS 'One sending to one audience.';
CREATE TABLE "change" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "kind" VARCHAR(32) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "change" IS 'Something happened to a customer: segments are to be looked at again.';
CREATE TABLE "code" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "digest" BYTEA NOT NULL,
    "issued_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_code_program_bf475e" UNIQUE ("program_id", "digest")
);
COMMENT ON TABLE "code" IS 'What a customer shows at the till for 90 seconds; a keyed hash, unique among the live ones.';
CREATE TABLE "contact_move" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "from_telegram_id" BIGINT NOT NULL,
    "to_telegram_id" BIGINT NOT NULL,
    "asked_at" TIMESTAMPTZ NOT NULL,
    "state" VARCHAR(16) NOT NULL,
    "decided_at" TIMESTAMPTZ,
    "decided_by" VARCHAR(64)
);
COMMENT ON TABLE "contact_move" IS 'A joined contact asked for from another Telegram account; waits for the old account''s yes.';
CREATE TABLE "conversation" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "telegram_id" BIGINT NOT NULL,
    "state" VARCHAR(64) NOT NULL,
    "data" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_conversatio_program_4c3c24" UNIQUE ("program_id", "telegram_id")
);
COMMENT ON TABLE "conversation" IS 'The step a person is at (a comment, a wizard''s question); no row: nothing is awaited.';
CREATE TABLE "customer" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "telegram_id" BIGINT,
    "phone" VARCHAR(16),
    "card" VARCHAR(16) NOT NULL,
    "name" VARCHAR(128) NOT NULL,
    "language" VARCHAR(8) NOT NULL,
    "language_chosen" BOOL NOT NULL,
    "source" VARCHAR(64),
    "inviter_id" BIGINT,
    "referrer_id" BIGINT,
    "home_store_id" BIGINT,
    "timezone" VARCHAR(64),
    "birthday" DATE,
    "created_at" TIMESTAMPTZ NOT NULL,
    "started_at" TIMESTAMPTZ,
    "terms_version" VARCHAR(32),
    "terms_accepted_at" TIMESTAMPTZ,
    "marketing_asked_at" TIMESTAMPTZ,
    "marketing_since" TIMESTAMPTZ,
    "service_messages" BOOL NOT NULL,
    "quiet_from" SMALLINT,
    "quiet_to" SMALLINT,
    "joined_at" TIMESTAMPTZ,
    "unreachable_since" TIMESTAMPTZ,
    "tier" VARCHAR(64),
    "tier_since" TIMESTAMPTZ,
    "receipts" INT NOT NULL,
    "spent" BIGINT NOT NULL,
    "first_purchase_at" TIMESTAMPTZ,
    "last_purchase_at" TIMESTAMPTZ,
    "rhythm_seconds" INT,
    "visit_score" SMALLINT,
    "employee_score" SMALLINT,
    "surveyed_at" TIMESTAMPTZ,
    "tags" JSONB NOT NULL,
    "next_change_at" TIMESTAMPTZ,
    CONSTRAINT "uid_customer_program_220f54" UNIQUE ("program_id", "card")
);
COMMENT ON TABLE "customer" IS 'Who buys.';
CREATE TABLE "employee" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "code" VARCHAR(64) NOT NULL,
    "name" VARCHAR(128) NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "store_id" BIGINT,
    "telegram_id" BIGINT,
    "invite_digest" BYTEA,
    "invited_at" TIMESTAMPTZ,
    "language" VARCHAR(8),
    "active" BOOL NOT NULL,
    CONSTRAINT "uid_employee_program_591122" UNIQUE ("program_id", "code")
);
COMMENT ON TABLE "employee" IS 'A cashier, waiter or manager; ``telegram_id`` is set when the invite link was used.';
CREATE TABLE "entry" (
    "id" BIGINT NOT NULL  PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "points" BIGINT NOT NULL,
    "receipt_id" BIGINT,
    "merchant_id" BIGINT,
    "reason" VARCHAR(200),
    "actor" VARCHAR(64) NOT NULL,
    "key" VARCHAR(128),
    "undoes_id" BIGINT,
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "entry" IS 'One row of the ledger: positive for earn, grant, restore …; negative for spend, revoke, expire …';
CREATE TABLE "event" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "kind" VARCHAR(64) NOT NULL,
    "key" VARCHAR(128) NOT NULL,
    "data" JSONB NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_event_program_62fa48" UNIQUE ("program_id", "key")
);
CREATE INDEX "idx_event_program_793be2" ON "event" ("program_id", "customer_id", "kind", "at");
COMMENT ON TABLE "event" IS 'Something a customer did elsewhere (site visit, cart left), or here (entered a segment).';
CREATE TABLE "given_offer" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "offer" VARCHAR(64) NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "membership_id" BIGINT NOT NULL,
    "promo_code_id" BIGINT,
    "points" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ,
    CONSTRAINT "uid_given_offer_program_db5065" UNIQUE ("program_id", "offer", "membership_id")
);
CREATE INDEX "idx_given_offer_program_146c65" ON "given_offer" ("program_id", "customer_id", "at");
COMMENT ON TABLE "given_offer" IS 'An offer that a customer got on entering a segment.';
CREATE TABLE "hook" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "merchant_id" BIGINT NOT NULL,
    "vendor" VARCHAR(32) NOT NULL,
    "path" VARCHAR(64) NOT NULL,
    "secret" BYTEA NOT NULL,
    "store_id" BIGINT,
    "created_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_hook_program_a29ea8" UNIQUE ("program_id", "path")
);
COMMENT ON TABLE "hook" IS 'A vendor''s webhook: where its documents arrive and with which secret they are signed.';
CREATE TABLE "invitation" (
    "id" BIGINT NOT NULL  PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "receipt_id" BIGINT NOT NULL,
    "store_id" BIGINT NOT NULL,
    "employee_id" BIGINT,
    "due_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "answered_at" TIMESTAMPTZ,
    "comment" TEXT,
    "thanked_at" TIMESTAMPTZ,
    CONSTRAINT "uid_invitation_program_c522e1" UNIQUE ("program_id", "receipt_id")
);
COMMENT ON TABLE "invitation" IS 'One ask about one receipt.';
CREATE TABLE "job_run" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "job" VARCHAR(64) NOT NULL,
    "slot" TIMESTAMPTZ NOT NULL,
    "started_at" TIMESTAMPTZ NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "error" VARCHAR(200),
    CONSTRAINT "uid_job_run_job_d2769e" UNIQUE ("job", "slot")
);
COMMENT ON TABLE "job_run" IS 'A job''s run for one slot of time.';
CREATE TABLE "lot" (
    "id" BIGINT NOT NULL  PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "merchant_id" BIGINT,
    "issued" BIGINT NOT NULL,
    "remaining" BIGINT NOT NULL,
    "held" BIGINT NOT NULL,
    "consumed" BIGINT NOT NULL,
    "restored" BIGINT NOT NULL,
    "matures_at" TIMESTAMPTZ NOT NULL,
    "matured" BOOL NOT NULL,
    "expires_at" TIMESTAMPTZ
);
COMMENT ON TABLE "lot" IS 'Points earned together, with one maturity and one expiry.';
CREATE TABLE "membership" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "segment" VARCHAR(64) NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "entered_at" TIMESTAMPTZ NOT NULL,
    "left_at" TIMESTAMPTZ
);
COMMENT ON TABLE "membership" IS 'A customer''s stay in a segment; ``left_at`` is null while it lasts.';
CREATE TABLE "merchant" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "name" VARCHAR(128) NOT NULL,
    "key_digest" BYTEA NOT NULL,
    "key_hint" VARCHAR(16) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "key_rotated_at" TIMESTAMPTZ,
    CONSTRAINT "uid_merchant_program_4a3618" UNIQUE ("program_id", "name")
);
COMMENT ON TABLE "merchant" IS 'Takes part in a program; its tills speak with its API key, stored hashed.';
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "kind" VARCHAR(32) NOT NULL,
    "message_class" VARCHAR(16) NOT NULL,
    "priority" SMALLINT NOT NULL,
    "customer_id" BIGINT,
    "telegram_id" BIGINT,
    "due_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ,
    "dedup_key" VARCHAR(128) NOT NULL,
    "payload" JSONB NOT NULL,
    "campaign_id" BIGINT,
    "state" VARCHAR(16) NOT NULL,
    "attempts" SMALLINT NOT NULL,
    "leased_until" TIMESTAMPTZ,
    "sending_at" TIMESTAMPTZ,
    "finished_at" TIMESTAMPTZ,
    "message_id" BIGINT,
    "error" VARCHAR(200),
    "created_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_outbox_program_f360be" UNIQUE ("program_id", "dedup_key")
);
COMMENT ON TABLE "outbox" IS 'A message outside a conversation: facts, never text.';
CREATE TABLE "phone_lookup" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "merchant_id" BIGINT NOT NULL,
    "customer_id" BIGINT,
    "at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX "idx_phone_looku_program_71b07f" ON "phone_lookup" ("program_id", "merchant_id", "at");
COMMENT ON TABLE "phone_lookup" IS 'A till asked who has this phone; limited and kept for the audit.';
CREATE TABLE "program" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "slug" VARCHAR(64) NOT NULL UNIQUE,
    "version" INT NOT NULL,
    "bot_token" BYTEA,
    "bot_username" VARCHAR(64),
    "created_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "program" IS 'One bot, one points currency, one rule set.';
CREATE TABLE "program_version" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "number" INT NOT NULL,
    "text" TEXT NOT NULL,
    "applied_at" TIMESTAMPTZ NOT NULL,
    "applied_by" VARCHAR(128) NOT NULL,
    CONSTRAINT "uid_program_ver_program_3b65b5" UNIQUE ("program_id", "number")
);
COMMENT ON TABLE "program_version" IS 'One applied text of the program file.';
CREATE TABLE "promo_code" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "code" VARCHAR(32) NOT NULL,
    "points" BIGINT NOT NULL,
    "customer_id" BIGINT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "starts_at" TIMESTAMPTZ,
    "expires_at" TIMESTAMPTZ,
    CONSTRAINT "uid_promo_code_program_6aebee" UNIQUE ("program_id", "code")
);
COMMENT ON TABLE "promo_code" IS 'A code worth fixed points once; ``customer_id`` ties it to one customer.';
CREATE TABLE "promo_code_use" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "promo_code_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "receipt_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_promo_code__program_db4cfd" UNIQUE ("program_id", "promo_code_id", "customer_id")
);
COMMENT ON TABLE "promo_code_use" IS 'A promo code was used on a receipt: at most once a customer.';
CREATE TABLE "rating" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "employee_id" BIGINT NOT NULL,
    "invitation_id" BIGINT NOT NULL,
    "score" SMALLINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_rating_program_d66506" UNIQUE ("program_id", "invitation_id")
);
CREATE INDEX "idx_rating_program_fc221b" ON "rating" ("program_id", "employee_id", "at");
COMMENT ON TABLE "rating" IS 'How one customer rated one employee after one receipt.';
CREATE TABLE "receipt" (
    "id" BIGINT NOT NULL  PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "merchant_id" BIGINT NOT NULL,
    "receipt_id" VARCHAR(128) NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "store_id" BIGINT NOT NULL,
    "employee_id" BIGINT,
    "customer_id" BIGINT,
    "issued_at" TIMESTAMPTZ NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "total" BIGINT NOT NULL,
    "discount" BIGINT NOT NULL,
    "redeemed" BIGINT NOT NULL,
    "earned" BIGINT NOT NULL,
    "program_version" INT NOT NULL,
    "tier" VARCHAR(64),
    "answer" BYTEA NOT NULL
);
COMMENT ON TABLE "receipt" IS 'A sale as the till told it, with what it was priced to and the answer that was given.';
CREATE TABLE "receipt_line" (
    "receipt_id" BIGINT NOT NULL  PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "number" SMALLINT NOT NULL,
    "sku" VARCHAR(128) NOT NULL,
    "name" VARCHAR(256) NOT NULL,
    "category" VARCHAR(128),
    "quantity" DECIMAL(18,6) NOT NULL,
    "amount" BIGINT NOT NULL,
    "cost" BIGINT,
    "earned" BIGINT NOT NULL
);
COMMENT ON TABLE "receipt_line" IS 'One line; the key in the database is ``(program_id, receipt_id, number)``.';
CREATE TABLE "sandbox_clock" (
    "id" SMALLINT NOT NULL  PRIMARY KEY,
    "offset_seconds" BIGINT NOT NULL
);
COMMENT ON TABLE "sandbox_clock" IS 'How far the sandbox''s clock is ahead; no row with a real token.';
CREATE TABLE "store" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "code" VARCHAR(64) NOT NULL,
    "name" VARCHAR(128) NOT NULL,
    "timezone" VARCHAR(64) NOT NULL,
    "merchant" VARCHAR(128),
    "active" BOOL NOT NULL,
    CONSTRAINT "uid_store_program_0a6129" UNIQUE ("program_id", "code")
);
COMMENT ON TABLE "store" IS 'A branch, with a time zone.';
CREATE TABLE "telegram_update" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "update_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_telegram_up_program_16644c" UNIQUE ("program_id", "update_id")
);
COMMENT ON TABLE "telegram_update" IS 'An update whose handler has finished: its repeat changes nothing.';
CREATE TABLE "wrong_code" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "merchant_id" BIGINT NOT NULL,
    "store_id" BIGINT,
    "at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX "idx_wrong_code_program_67c63b" ON "wrong_code" ("program_id", "merchant_id", "at");
COMMENT ON TABLE "wrong_code" IS 'A code that was not found, counted for one merchant key and store.';
-- 0002_keys
create sequence row_id increment by 100;
alter table allocation drop constraint allocation_pkey, add primary key (program_id, id);
alter table answer drop constraint answer_pkey, add primary key (program_id, id);
alter table audit drop constraint audit_pkey, add primary key (program_id, id);
alter table campaign drop constraint campaign_pkey, add primary key (program_id, id);
alter table change drop constraint change_pkey, add primary key (program_id, id);
alter table code drop constraint code_pkey, add primary key (program_id, id);
alter table contact_move drop constraint contact_move_pkey, add primary key (program_id, id);
alter table conversation drop constraint conversation_pkey, add primary key (program_id, id);
alter table customer drop constraint customer_pkey, add primary key (program_id, id);
alter table employee drop constraint employee_pkey, add primary key (program_id, id);
alter table entry drop constraint entry_pkey, add primary key (program_id, id);
alter table event drop constraint event_pkey, add primary key (program_id, id);
alter table given_offer drop constraint given_offer_pkey, add primary key (program_id, id);
alter table hook drop constraint hook_pkey, add primary key (program_id, id);
alter table invitation drop constraint invitation_pkey, add primary key (program_id, id);
alter table lot drop constraint lot_pkey, add primary key (program_id, id);
alter table membership drop constraint membership_pkey, add primary key (program_id, id);
alter table merchant drop constraint merchant_pkey, add primary key (program_id, id);
alter table outbox drop constraint outbox_pkey, add primary key (program_id, id);
alter table phone_lookup drop constraint phone_lookup_pkey, add primary key (program_id, id);
alter table program_version drop constraint program_version_pkey, add primary key (program_id, id);
alter table promo_code drop constraint promo_code_pkey, add primary key (program_id, id);
alter table promo_code_use drop constraint promo_code_use_pkey, add primary key (program_id, id);
alter table rating drop constraint rating_pkey, add primary key (program_id, id);
alter table receipt drop constraint receipt_pkey, add primary key (program_id, id);
alter table store drop constraint store_pkey, add primary key (program_id, id);
alter table telegram_update drop constraint telegram_update_pkey, add primary key (program_id, id);
alter table wrong_code drop constraint wrong_code_pkey, add primary key (program_id, id);
alter table balance drop constraint balance_pkey, add primary key (program_id, customer_id);
alter table receipt_line drop constraint receipt_line_pkey, add primary key (program_id, receipt_id, number);
alter table balance set (fillfactor = 70);
alter table customer set (fillfactor = 80);
create unique index merchant_key on merchant (key_digest);
create unique index hook_path on hook (path);
create unique index customer_telegram on customer (program_id, telegram_id) where telegram_id is not null;
create unique index customer_phone on customer (program_id, phone) where phone is not null;
create index customer_next_change on customer (program_id, next_change_at) where next_change_at is not null;
create index customer_created on customer (program_id, created_at);
create index customer_started on customer (program_id, started_at) where started_at is not null;
create index customer_joined on customer (program_id, joined_at) where joined_at is not null;
create index customer_referrer on customer (program_id, referrer_id) where referrer_id is not null;
create index contact_move_customer on contact_move (program_id, customer_id);
create index promo_code_customer on promo_code (program_id, customer_id) where customer_id is not null;
create index promo_code_use_customer on promo_code_use (program_id, customer_id);
create index phone_lookup_customer on phone_lookup (program_id, customer_id) where customer_id is not null;
create unique index employee_telegram on employee (program_id, telegram_id) where telegram_id is not null and active;
create unique index employee_invite on employee (program_id, invite_digest) where invite_digest is not null;
create unique index receipt_key on receipt (program_id, merchant_id, receipt_id);
create index receipt_customer on receipt (program_id, customer_id, issued_at) where customer_id is not null;
create index receipt_time on receipt (program_id, recorded_at);
create unique index entry_key on entry (program_id, key) where key is not null;
create index entry_customer on entry (program_id, customer_id, id);
create index entry_time on entry (program_id, at);
create index lot_live on lot (program_id, customer_id) where remaining > 0 or held > 0;
create index lot_entry on lot (program_id, entry_id);
create index lot_maturing on lot (program_id, matures_at) where not matured;
create index lot_expiring on lot (program_id, expires_at) where remaining > 0;
create index allocation_entry on allocation (program_id, entry_id);
create index allocation_lot on allocation (program_id, lot_id);
create index code_customer on code (program_id, customer_id);
create index invitation_customer on invitation (program_id, customer_id);
create index answer_time on answer (program_id, at);
create index rating_time on rating (program_id, at);
create unique index membership_now on membership (program_id, segment, customer_id) where left_at is null;
create index membership_customer on membership (program_id, customer_id);
create index outbox_due on outbox (program_id, priority, due_at) where state = 'queued';
create index outbox_campaign on outbox (program_id, campaign_id, state) where campaign_id is not null;
create index outbox_customer on outbox (program_id, customer_id) where customer_id is not null;
create index telegram_update_at on telegram_update (program_id, at);
alter table allocation add constraint allocation_entry_id_fkey foreign key (program_id, entry_id) references entry (program_id, id);
alter table allocation add constraint allocation_lot_id_fkey foreign key (program_id, lot_id) references lot (program_id, id);
alter table answer add constraint answer_invitation_id_fkey foreign key (program_id, invitation_id) references invitation (program_id, id);
alter table balance add constraint balance_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table change add constraint change_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table code add constraint code_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table contact_move add constraint contact_move_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table customer add constraint customer_inviter_id_fkey foreign key (program_id, inviter_id) references employee (program_id, id);
alter table customer add constraint customer_referrer_id_fkey foreign key (program_id, referrer_id) references customer (program_id, id);
alter table customer add constraint customer_home_store_id_fkey foreign key (program_id, home_store_id) references store (program_id, id);
alter table employee add constraint employee_store_id_fkey foreign key (program_id, store_id) references store (program_id, id);
alter table entry add constraint entry_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table entry add constraint entry_receipt_id_fkey foreign key (program_id, receipt_id) references receipt (program_id, id);
alter table entry add constraint entry_merchant_id_fkey foreign key (program_id, merchant_id) references merchant (program_id, id);
alter table entry add constraint entry_undoes_id_fkey foreign key (program_id, undoes_id) references entry (program_id, id);
alter table event add constraint event_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table given_offer add constraint given_offer_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table given_offer add constraint given_offer_membership_id_fkey foreign key (program_id, membership_id) references membership (program_id, id);
alter table given_offer add constraint given_offer_promo_code_id_fkey foreign key (program_id, promo_code_id) references promo_code (program_id, id);
alter table hook add constraint hook_merchant_id_fkey foreign key (program_id, merchant_id) references merchant (program_id, id);
alter table hook add constraint hook_store_id_fkey foreign key (program_id, store_id) references store (program_id, id);
alter table invitation add constraint invitation_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table invitation add constraint invitation_receipt_id_fkey foreign key (program_id, receipt_id) references receipt (program_id, id);
alter table invitation add constraint invitation_store_id_fkey foreign key (program_id, store_id) references store (program_id, id);
alter table invitation add constraint invitation_employee_id_fkey foreign key (program_id, employee_id) references employee (program_id, id);
alter table lot add constraint lot_entry_id_fkey foreign key (program_id, entry_id) references entry (program_id, id);
alter table lot add constraint lot_merchant_id_fkey foreign key (program_id, merchant_id) references merchant (program_id, id);
alter table membership add constraint membership_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table outbox add constraint outbox_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table outbox add constraint outbox_campaign_id_fkey foreign key (program_id, campaign_id) references campaign (program_id, id);
alter table phone_lookup add constraint phone_lookup_merchant_id_fkey foreign key (program_id, merchant_id) references merchant (program_id, id);
alter table phone_lookup add constraint phone_lookup_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table promo_code add constraint promo_code_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table promo_code_use add constraint promo_code_use_promo_code_id_fkey foreign key (program_id, promo_code_id) references promo_code (program_id, id);
alter table promo_code_use add constraint promo_code_use_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table promo_code_use add constraint promo_code_use_receipt_id_fkey foreign key (program_id, receipt_id) references receipt (program_id, id);
alter table rating add constraint rating_employee_id_fkey foreign key (program_id, employee_id) references employee (program_id, id);
alter table rating add constraint rating_invitation_id_fkey foreign key (program_id, invitation_id) references invitation (program_id, id);
alter table receipt add constraint receipt_merchant_id_fkey foreign key (program_id, merchant_id) references merchant (program_id, id);
alter table receipt add constraint receipt_store_id_fkey foreign key (program_id, store_id) references store (program_id, id);
alter table receipt add constraint receipt_employee_id_fkey foreign key (program_id, employee_id) references employee (program_id, id);
alter table receipt add constraint receipt_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table receipt_line add constraint receipt_line_receipt_id_fkey foreign key (program_id, receipt_id) references receipt (program_id, id);
alter table wrong_code add constraint wrong_code_merchant_id_fkey foreign key (program_id, merchant_id) references merchant (program_id, id);
alter table wrong_code add constraint wrong_code_store_id_fkey foreign key (program_id, store_id) references store (program_id, id);
alter table audit add constraint audit_program_fkey foreign key (program_id) references program (id);
alter table campaign add constraint campaign_program_fkey foreign key (program_id) references program (id);
alter table conversation add constraint conversation_program_fkey foreign key (program_id) references program (id);
alter table customer add constraint customer_program_fkey foreign key (program_id) references program (id);
alter table employee add constraint employee_program_fkey foreign key (program_id) references program (id);
alter table merchant add constraint merchant_program_fkey foreign key (program_id) references program (id);
alter table program_version add constraint program_version_program_fkey foreign key (program_id) references program (id);
alter table promo_code add constraint promo_code_program_fkey foreign key (program_id) references program (id);
alter table store add constraint store_program_fkey foreign key (program_id) references program (id);
alter table balance add constraint balance_sound check (available >= 0 and pending >= 0 and held >= 0 and debt >= 0 and (available = 0 or debt = 0));
alter table lot add constraint lot_sound check (remaining >= 0 and held >= 0 and consumed >= 0 and restored >= 0 and issued = remaining + held + consumed - restored);
alter table entry add constraint entry_kind check ((kind in ('earn', 'grant', 'restore', 'transfer_in', 'forgive') and points > 0) or (kind in ('spend', 'revoke', 'expire', 'transfer_out') and points < 0));
alter table receipt add constraint receipt_sound check (total >= 0 and discount >= 0 and redeemed >= 0 and earned >= 0);
alter table answer add constraint answer_score check (score between 1 and 5);
alter table rating add constraint rating_score check (score between 1 and 5);
alter table employee add constraint employee_role check (role in ('cashier', 'manager', 'admin', 'owner'));
alter table outbox add constraint outbox_state check (state in ('queued', 'sent', 'dropped', 'failed', 'in_doubt'));
alter table outbox add constraint outbox_class check (message_class in ('transactional', 'service', 'marketing'));
-- 0003_engine
CREATE TABLE "debt" (
    "id" BIGINT NOT NULL  PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "points" BIGINT NOT NULL,
    "paid" BIGINT NOT NULL,
    "forgiven" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "debt" IS 'Points that a refund could not take back: ``points = paid + forgiven + what is still open``.';
CREATE TABLE "hold" (
    "id" BIGINT NOT NULL  PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "token" VARCHAR(32) NOT NULL,
    "hold_id" VARCHAR(128) NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "merchant_id" BIGINT NOT NULL,
    "store_id" BIGINT NOT NULL,
    "employee_id" BIGINT,
    "customer_id" BIGINT NOT NULL,
    "points" BIGINT NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "confirmed_at" TIMESTAMPTZ,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ
);
COMMENT ON TABLE "hold" IS 'Points set aside at a till until a receipt names the hold, it is cancelled, or its time is over.';
CREATE TABLE "lookup" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "merchant_id" BIGINT NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "customer_id" BIGINT,
    "at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX "idx_lookup_program_f1fe95" ON "lookup" ("program_id", "merchant_id", "kind", "at");
COMMENT ON TABLE "lookup" IS 'A merchant asked for a customer by phone, or by a phone or card that nobody has; limited and kept.';
CREATE TABLE "refund" (
    "id" BIGINT NOT NULL  PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "receipt_id" BIGINT NOT NULL,
    "merchant_id" BIGINT NOT NULL,
    "refund_id" VARCHAR(128) NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "amount" BIGINT NOT NULL,
    "payable" BIGINT NOT NULL,
    "revoked" BIGINT NOT NULL,
    "restored" BIGINT NOT NULL,
    "owed" BIGINT NOT NULL,
    "forgiven" BIGINT NOT NULL,
    "by_line" JSONB NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL,
    "answer" BYTEA NOT NULL
);
COMMENT ON TABLE "refund" IS 'Goods that came back: what it took from the points, what it gave back, and what the till pays out.';
CREATE TABLE "spoken_language" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "telegram_id" BIGINT NOT NULL,
    "language" VARCHAR(8) NOT NULL,
    CONSTRAINT "uid_spoken_lang_program_4f250b" UNIQUE ("program_id", "telegram_id")
);
COMMENT ON TABLE "spoken_language" IS 'The language of an employee''s or admin''s Telegram, as their last update says; customers have their own.';
CREATE TABLE "tier_change" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "before" VARCHAR(64),
    "after" VARCHAR(64),
    "reason" VARCHAR(16) NOT NULL,
    "receipt_id" BIGINT,
    "actor" VARCHAR(64) NOT NULL,
    "until" TIMESTAMPTZ,
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "tier_change" IS 'A customer went from one tier to another, and why.';
CREATE TABLE "waiting_refund" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "merchant_id" BIGINT NOT NULL,
    "receipt_key" VARCHAR(128) NOT NULL,
    "refund_id" VARCHAR(128) NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "request" JSONB NOT NULL,
    "arrived_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "waiting_refund" IS 'A refund whose receipt is not known yet; applied in the transaction that records the receipt.';
ALTER TABLE "allocation" ALTER COLUMN "entry_id" DROP NOT NULL;
ALTER TABLE "allocation" ADD COLUMN "debt_id" BIGINT;
ALTER TABLE "allocation" ADD COLUMN "hold_id" BIGINT;
ALTER TABLE "allocation" ADD COLUMN "use" VARCHAR(8) NOT NULL DEFAULT 'use';
ALTER TABLE "customer" ADD COLUMN "birthday_changed_at" TIMESTAMPTZ;
ALTER TABLE "lot" ADD COLUMN "graced" BOOL NOT NULL DEFAULT FALSE;
ALTER TABLE "receipt" ADD COLUMN "channel" VARCHAR(32);
ALTER TABLE "receipt" ADD COLUMN "gifts" BIGINT NOT NULL DEFAULT 0;
update receipt r set gifts = g.points from (select program_id, receipt_id, sum(points) as points from entry where kind = 'grant' and receipt_id is not null group by program_id, receipt_id) g where r.program_id = g.program_id and r.id = g.receipt_id;
ALTER TABLE "receipt" ADD COLUMN "hold_id" BIGINT;
ALTER TABLE "receipt" ADD COLUMN "refunded" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "receipt" ADD COLUMN "restored" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "receipt" ADD COLUMN "revoked" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "receipt" ADD COLUMN "revoked_gifts" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "receipt_line" ADD COLUMN "discount" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "receipt_line" ADD COLUMN "redeemed" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "receipt_line" ADD COLUMN "paid" BIGINT NOT NULL DEFAULT 0;
update receipt_line set paid = amount;
ALTER TABLE "receipt_line" ADD COLUMN "refunded" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "receipt_line" ADD COLUMN "restored" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "receipt_line" ADD COLUMN "revoked" BIGINT NOT NULL DEFAULT 0;
insert into lookup (program_id, merchant_id, kind, customer_id, at) select program_id, merchant_id, 'phone', customer_id, at from phone_lookup;
DROP TABLE "phone_lookup" CASCADE;
-- 0004_engine_keys
alter table debt drop constraint debt_pkey, add primary key (program_id, id);
alter table hold drop constraint hold_pkey, add primary key (program_id, id);
alter table lookup drop constraint lookup_pkey, add primary key (program_id, id);
alter table refund drop constraint refund_pkey, add primary key (program_id, id);
alter table spoken_language drop constraint spoken_language_pkey, add primary key (program_id, id);
alter table tier_change drop constraint tier_change_pkey, add primary key (program_id, id);
alter table waiting_refund drop constraint waiting_refund_pkey, add primary key (program_id, id);
create index lookup_customer on lookup (program_id, customer_id) where customer_id is not null;
create unique index hold_token on hold (program_id, token);
create unique index hold_key on hold (program_id, merchant_id, hold_id);
create index hold_customer on hold (program_id, customer_id);
create index hold_ending on hold (program_id, expires_at) where state in ('waiting', 'live');
create unique index receipt_hold on receipt (program_id, hold_id) where hold_id is not null;
create index debt_customer on debt (program_id, customer_id);
create index allocation_hold on allocation (program_id, hold_id) where hold_id is not null;
create index allocation_debt on allocation (program_id, debt_id) where debt_id is not null;
create index entry_receipt on entry (program_id, receipt_id) where receipt_id is not null;
create unique index entry_undone on entry (program_id, undoes_id) where undoes_id is not null;
create unique index refund_key on refund (program_id, receipt_id, refund_id);
create index refund_time on refund (program_id, recorded_at);
create unique index waiting_refund_key on waiting_refund (program_id, merchant_id, receipt_key, refund_id);
create index tier_change_customer on tier_change (program_id, customer_id, id);
create index tier_change_time on tier_change (program_id, at);
alter table allocation add constraint allocation_hold_id_fkey foreign key (program_id, hold_id) references hold (program_id, id);
alter table allocation add constraint allocation_debt_id_fkey foreign key (program_id, debt_id) references debt (program_id, id);
alter table debt add constraint debt_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table debt add constraint debt_entry_id_fkey foreign key (program_id, entry_id) references entry (program_id, id);
alter table hold add constraint hold_merchant_id_fkey foreign key (program_id, merchant_id) references merchant (program_id, id);
alter table hold add constraint hold_store_id_fkey foreign key (program_id, store_id) references store (program_id, id);
alter table hold add constraint hold_employee_id_fkey foreign key (program_id, employee_id) references employee (program_id, id);
alter table hold add constraint hold_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table lookup add constraint lookup_merchant_id_fkey foreign key (program_id, merchant_id) references merchant (program_id, id);
alter table lookup add constraint lookup_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table receipt add constraint receipt_hold_id_fkey foreign key (program_id, hold_id) references hold (program_id, id);
alter table refund add constraint refund_receipt_id_fkey foreign key (program_id, receipt_id) references receipt (program_id, id);
alter table refund add constraint refund_merchant_id_fkey foreign key (program_id, merchant_id) references merchant (program_id, id);
alter table tier_change add constraint tier_change_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table tier_change add constraint tier_change_receipt_id_fkey foreign key (program_id, receipt_id) references receipt (program_id, id);
alter table waiting_refund add constraint waiting_refund_merchant_id_fkey foreign key (program_id, merchant_id) references merchant (program_id, id);
alter table spoken_language add constraint spoken_language_program_fkey foreign key (program_id) references program (id);
alter table allocation add constraint allocation_use check (points > 0 and case use when 'use' then num_nonnulls(hold_id, debt_id) = 0 and entry_id is not null when 'restore' then num_nonnulls(hold_id, debt_id) = 0 and entry_id is not null when 'hold' then hold_id is not null and num_nonnulls(entry_id, debt_id) = 0 when 'release' then hold_id is not null and num_nonnulls(entry_id, debt_id) = 0 when 'commit' then hold_id is not null and entry_id is not null and debt_id is null when 'pay' then debt_id is not null and num_nonnulls(entry_id, hold_id) = 0 else false end);
alter table debt add constraint debt_sound check (points > 0 and paid >= 0 and forgiven >= 0 and paid + forgiven <= points);
alter table hold add constraint hold_sound check (points > 0 and state in ('waiting', 'live', 'committed', 'cancelled', 'timed_out', 'refused'));
alter table receipt add constraint receipt_refunds check (refunded between 0 and total and revoked between 0 and earned and restored between 0 and redeemed and revoked_gifts between 0 and gifts);
alter table receipt_line add constraint receipt_line_refunds check (refunded between 0 and amount and revoked between 0 and earned and restored between 0 and redeemed and paid between 0 and amount);
-- 0005_favourites
CREATE TABLE "favourite" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "month" DATE NOT NULL,
    "codes" JSONB NOT NULL,
    "receipts" INT NOT NULL,
    "chosen_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "favourite" IS 'What a customer chose of the program''s favourite categories for one month.';
ALTER TABLE "customer" ADD COLUMN "birthday_counts_from" TIMESTAMPTZ;
alter table favourite drop constraint favourite_pkey, add primary key (program_id, id);
create unique index favourite_month on favourite (program_id, customer_id, month);
alter table favourite add constraint favourite_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
-- 0006_tiers
ALTER TABLE "customer" ADD COLUMN "tier_earned" VARCHAR(64);
ALTER TABLE "customer" ADD COLUMN "tier_given" VARCHAR(64);
ALTER TABLE "customer" ADD COLUMN "tier_given_until" TIMESTAMPTZ;
ALTER TABLE "customer" ADD COLUMN "tier_review_at" TIMESTAMPTZ;
ALTER TABLE "tier_change" ADD COLUMN "earned_after" VARCHAR(64);
ALTER TABLE "tier_change" ADD COLUMN "earned_before" VARCHAR(64);
ALTER TABLE "tier_change" ADD COLUMN "review_before" TIMESTAMPTZ;
update customer set tier_earned = tier where tier is not null;
create index customer_tier_due on customer (program_id, least(tier_review_at, tier_given_until)) where tier_review_at is not null or tier_given_until is not null;
-- 0007_promo
CREATE TABLE "coupon_use" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "coupon" VARCHAR(64) NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "receipt_id" BIGINT NOT NULL,
    "uses" SMALLINT NOT NULL,
    "discount" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "coupon_use" IS 'A coupon took money off a receipt (``uses`` 1), or came back with a whole refund (-1).';
CREATE TABLE "gift_card" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "digest" BYTEA NOT NULL,
    "hint" VARCHAR(8) NOT NULL,
    "amount" BIGINT NOT NULL,
    "remaining" BIGINT NOT NULL,
    "merchant_id" BIGINT NOT NULL,
    "key" VARCHAR(128) NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "issued_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ,
    "stopped_at" TIMESTAMPTZ
);
COMMENT ON TABLE "gift_card" IS 'A gift card; its code is kept only as a keyed hash. What is left on it is the sum of its uses.';
CREATE TABLE "gift_card_use" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "gift_card_id" BIGINT NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "amount" BIGINT NOT NULL,
    "receipt_id" BIGINT,
    "customer_id" BIGINT,
    "entry_key" VARCHAR(128),
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "gift_card_use" IS 'Money put on a gift card or taken off it, never changed.';
CREATE TABLE "promo_batch" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "prefix" VARCHAR(16) NOT NULL,
    "count" INT NOT NULL,
    "points" BIGINT NOT NULL,
    "discount" INT NOT NULL,
    "most_uses" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ,
    "stopped_at" TIMESTAMPTZ,
    "actor" VARCHAR(64) NOT NULL,
    "key" VARCHAR(128)
);
COMMENT ON TABLE "promo_batch" IS 'Promo codes made together, each for the first who uses it; what they give and until when.';
CREATE TABLE "stamp" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "card" VARCHAR(64) NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "stamps" BIGINT NOT NULL,
    "receipt_id" BIGINT,
    "lines" JSONB NOT NULL,
    "points" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "stamp" IS 'Stamps put on a card or taken off it, never changed; a card has the sum of its rows.';
ALTER TABLE "promo_code" ADD COLUMN "batch_id" BIGINT;
ALTER TABLE "promo_code" ADD COLUMN "discount" INT NOT NULL DEFAULT 0;
ALTER TABLE "promo_code" ADD COLUMN "most_uses" INT;
ALTER TABLE "promo_code" ADD COLUMN "used" INT NOT NULL DEFAULT 0;
alter table coupon_use drop constraint coupon_use_pkey, add primary key (program_id, id);
alter table gift_card drop constraint gift_card_pkey, add primary key (program_id, id);
alter table gift_card_use drop constraint gift_card_use_pkey, add primary key (program_id, id);
alter table promo_batch drop constraint promo_batch_pkey, add primary key (program_id, id);
alter table stamp drop constraint stamp_pkey, add primary key (program_id, id);
create index coupon_use_customer on coupon_use (program_id, customer_id);
create unique index coupon_use_receipt on coupon_use (program_id, receipt_id, coupon, uses);
create unique index gift_card_digest on gift_card (program_id, digest);
create unique index gift_card_key on gift_card (program_id, merchant_id, key);
create index gift_card_use_card on gift_card_use (program_id, gift_card_id);
create index gift_card_use_customer on gift_card_use (program_id, customer_id) where customer_id is not null;
create index gift_card_use_receipt on gift_card_use (program_id, receipt_id) where receipt_id is not null;
create unique index promo_batch_key on promo_batch (program_id, key) where key is not null;
create index promo_code_batch on promo_code (program_id, batch_id) where batch_id is not null;
create index stamp_customer on stamp (program_id, customer_id);
create index stamp_receipt on stamp (program_id, receipt_id) where receipt_id is not null;
alter table coupon_use add constraint coupon_use_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table coupon_use add constraint coupon_use_receipt_id_fkey foreign key (program_id, receipt_id) references receipt (program_id, id);
alter table gift_card add constraint gift_card_merchant_id_fkey foreign key (program_id, merchant_id) references merchant (program_id, id);
alter table gift_card_use add constraint gift_card_use_gift_card_id_fkey foreign key (program_id, gift_card_id) references gift_card (program_id, id);
alter table gift_card_use add constraint gift_card_use_receipt_id_fkey foreign key (program_id, receipt_id) references receipt (program_id, id);
alter table gift_card_use add constraint gift_card_use_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table promo_code add constraint promo_code_batch_id_fkey foreign key (program_id, batch_id) references promo_batch (program_id, id);
alter table stamp add constraint stamp_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table stamp add constraint stamp_receipt_id_fkey foreign key (program_id, receipt_id) references receipt (program_id, id);
alter table promo_batch add constraint promo_batch_program_fkey foreign key (program_id) references program (id);
alter table promo_code add constraint promo_code_sound check (points >= 0 and discount between 0 and 10000 and points + discount > 0 and used >= 0 and (most_uses is null or used <= most_uses));
alter table coupon_use add constraint coupon_use_sound check (uses in (1, -1));
alter table gift_card add constraint gift_card_sound check (remaining between 0 and amount);
alter table stamp add constraint stamp_sound check (case kind when 'purchase' then stamps > 0 when 'undo' then stamps > 0 when 'reward' then stamps < 0 when 'refund' then stamps < 0 when 'expire' then stamps < 0 else false end);
-- 0008_tills
ALTER TABLE "hold" ADD COLUMN "answer" BYTEA;
-- 0009_expiry
drop index lot_expiring;
create index lot_expiring on lot (program_id, expires_at, customer_id) where remaining > 0;
-- 0010_memberships
CREATE TABLE "paid_membership" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "code" VARCHAR(64) NOT NULL,
    "tier" VARCHAR(64) NOT NULL,
    "price" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "days" INT NOT NULL,
    "payload" TEXT NOT NULL,
    "telegram_id" BIGINT NOT NULL,
    "charge_id" TEXT NOT NULL,
    "renews" BOOL NOT NULL,
    "stopped" BOOL NOT NULL,
    "stopped_told" BOOL NOT NULL,
    "started_at" TIMESTAMPTZ NOT NULL,
    "paid_until" TIMESTAMPTZ NOT NULL,
    "ends_at" TIMESTAMPTZ NOT NULL,
    "reminded_for" TIMESTAMPTZ,
    "ended_at" TIMESTAMPTZ,
    "end_reason" VARCHAR(16)
);
COMMENT ON TABLE "paid_membership" IS 'A customer''s membership from its first payment on; one that has not ended a customer.';
CREATE TABLE "payment" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "customer_id" BIGINT,
    "membership_id" BIGINT,
    "payment_id" BIGINT,
    "telegram_id" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "amount" BIGINT NOT NULL,
    "payload" TEXT NOT NULL,
    "charge_id" TEXT,
    "provider_charge_id" TEXT,
    "query_id" TEXT,
    "paid_until" TIMESTAMPTZ,
    "points" BIGINT NOT NULL DEFAULT 0,
    "problem" VARCHAR(64),
    "actor" VARCHAR(64) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "payment" IS 'Money that came or went back, never changed: a refund is a new row with ``payment_id``.';
ALTER TABLE "customer" ADD COLUMN "tier_paid" VARCHAR(64);
ALTER TABLE "customer" ADD COLUMN "tier_paid_until" TIMESTAMPTZ;
ALTER TABLE "program" ADD COLUMN "payment_token" BYTEA;
alter table paid_membership drop constraint paid_membership_pkey, add primary key (program_id, id);
alter table payment drop constraint payment_pkey, add primary key (program_id, id);
create index paid_membership_customer on paid_membership (program_id, customer_id);
create unique index paid_membership_one on paid_membership (program_id, customer_id) where ended_at is null;
create index paid_membership_payload on paid_membership (program_id, payload);
create index paid_membership_due on paid_membership (program_id, ends_at) where ended_at is null;
create index paid_membership_remind on paid_membership (program_id, paid_until) where ended_at is null;
create index paid_membership_untold on paid_membership (program_id) where stopped <> stopped_told;
create unique index payment_charge on payment (program_id, charge_id) where kind = 'payment';
create unique index payment_query on payment (program_id, query_id) where query_id is not null;
create unique index payment_refund on payment (program_id, payment_id) where kind = 'refund';
create index payment_asked on payment (program_id, id) where kind = 'refund_asked';
create index payment_of on payment (program_id, payment_id) where payment_id is not null;
create index payment_at on payment (program_id, at) where kind in ('payment', 'refund');
create index payment_customer on payment (program_id, customer_id) where customer_id is not null;
create index payment_membership on payment (program_id, membership_id) where membership_id is not null;
alter table paid_membership add constraint paid_membership_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table payment add constraint payment_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table payment add constraint payment_membership_id_fkey foreign key (program_id, membership_id) references paid_membership (program_id, id);
alter table payment add constraint payment_payment_id_fkey foreign key (program_id, payment_id) references payment (program_id, id);
alter table paid_membership add constraint paid_membership_sound check (price > 0 and days > 0 and paid_until <= ends_at and (ended_at is null) = (end_reason is null) and (ended_at is null or not renews) and not (stopped and renews));
alter table payment add constraint payment_sound check (case kind when 'checkout' then query_id is not null and payment_id is null when 'payment' then charge_id is not null and payment_id is null when 'refund_asked' then payment_id is not null when 'refund' then payment_id is not null when 'refund_refused' then payment_id is not null else false end);
drop index customer_tier_due;
create index customer_tier_due on customer (program_id, least(tier_review_at, tier_given_until, tier_paid_until)) where tier_review_at is not null or tier_given_until is not null or tier_paid_until is not null;
alter table customer add constraint customer_tier_paid_sound check ((tier_paid is null) = (tier_paid_until is null));
-- 0011_clubs
CREATE TABLE "club_member" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "club" VARCHAR(64) NOT NULL,
    "joined_at" TIMESTAMPTZ NOT NULL,
    "left_at" TIMESTAMPTZ
);
COMMENT ON TABLE "club_member" IS 'A customer''s stay in a club; who joins again gets a new row, so that the history stays.';
alter table club_member drop constraint club_member_pkey, add primary key (program_id, id);
create unique index club_member_now on club_member (program_id, club, customer_id) where left_at is null;
create index club_member_customer on club_member (program_id, customer_id);
alter table club_member add constraint club_member_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table club_member add constraint club_member_sound check (left_at is null or left_at >= joined_at);
-- 0012_transfers
CREATE TABLE "transfer" (
    "id" BIGINT NOT NULL  PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "key" VARCHAR(128) NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "giver_id" BIGINT NOT NULL,
    "receiver_id" BIGINT NOT NULL,
    "points" BIGINT NOT NULL,
    "owed" BIGINT NOT NULL,
    "out_entry_id" BIGINT,
    "in_entry_id" BIGINT,
    "revoke_entry_id" BIGINT,
    "restore_entry_id" BIGINT,
    "undoes_id" BIGINT,
    "actor" VARCHAR(64) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "transfer" IS 'Points given from one customer to another, never changed; an undo is a row of its own, the other way round.';
CREATE TABLE "wrong_card" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "program_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "wrong_card" IS 'A customer typed the card of nobody; five a minute are the limit.';
alter table transfer drop constraint transfer_pkey, add primary key (program_id, id);
alter table wrong_card drop constraint wrong_card_pkey, add primary key (program_id, id);
create unique index transfer_key on transfer (program_id, key);
create index transfer_giver on transfer (program_id, giver_id, at);
create index transfer_receiver on transfer (program_id, receiver_id, at);
create unique index transfer_undone on transfer (program_id, undoes_id) where undoes_id is not null;
create unique index transfer_out on transfer (program_id, out_entry_id) where out_entry_id is not null;
create unique index transfer_in on transfer (program_id, in_entry_id) where in_entry_id is not null;
create index wrong_card_customer on wrong_card (program_id, customer_id, at);
alter table transfer add constraint transfer_giver_id_fkey foreign key (program_id, giver_id) references customer (program_id, id);
alter table transfer add constraint transfer_receiver_id_fkey foreign key (program_id, receiver_id) references customer (program_id, id);
alter table transfer add constraint transfer_out_entry_id_fkey foreign key (program_id, out_entry_id) references entry (program_id, id);
alter table transfer add constraint transfer_in_entry_id_fkey foreign key (program_id, in_entry_id) references entry (program_id, id);
alter table transfer add constraint transfer_revoke_entry_id_fkey foreign key (program_id, revoke_entry_id) references entry (program_id, id);
alter table transfer add constraint transfer_restore_entry_id_fkey foreign key (program_id, restore_entry_id) references entry (program_id, id);
alter table transfer add constraint transfer_undoes_id_fkey foreign key (program_id, undoes_id) references transfer (program_id, id);
alter table wrong_card add constraint wrong_card_customer_id_fkey foreign key (program_id, customer_id) references customer (program_id, id);
alter table transfer add constraint transfer_sound check (giver_id <> receiver_id and points >= 0 and owed >= 0 and points + owed > 0 and (owed = 0 or undoes_id is not null) and num_nonnulls(out_entry_id, in_entry_id) = case when points > 0 then 2 else 0 end and num_nonnulls(revoke_entry_id, restore_entry_id) = case when owed > 0 then 2 else 0 end);
-- 0013_gift_cards
ALTER TABLE "gift_card" ADD COLUMN "graced_until" TIMESTAMPTZ;
ALTER TABLE "gift_card" ADD COLUMN "lapsed" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "gift_card_use" DROP COLUMN "receipt_id" CASCADE;
ALTER TABLE "gift_card_use" ADD COLUMN "merchant_id" BIGINT;
ALTER TABLE "gift_card_use" ADD COLUMN "store_id" BIGINT;
ALTER TABLE "gift_card_use" ADD COLUMN "use_id" VARCHAR(128);
ALTER TABLE "gift_card_use" ADD COLUMN "refund_id" VARCHAR(128);
ALTER TABLE "gift_card_use" ADD COLUMN "undoes_id" BIGINT;
ALTER TABLE "gift_card_use" ADD COLUMN "input_hash" BYTEA;
ALTER TABLE "gift_card_use" ADD COLUMN "answer" BYTEA;
ALTER TABLE "wrong_code" ADD COLUMN "kind" VARCHAR(16) NOT NULL DEFAULT 'code';
create index gift_card_hint on gift_card (program_id, hint);
create index gift_card_use_at on gift_card_use (program_id, at);
create unique index gift_card_use_once on gift_card_use (program_id, merchant_id, use_id) where use_id is not null;
create unique index gift_card_use_refund on gift_card_use (program_id, undoes_id, refund_id) where undoes_id is not null;
alter table gift_card_use add constraint gift_card_use_merchant_id_fkey foreign key (program_id, merchant_id) references merchant (program_id, id);
alter table gift_card_use add constraint gift_card_use_store_id_fkey foreign key (program_id, store_id) references store (program_id, id);
alter table gift_card_use add constraint gift_card_use_undoes_id_fkey foreign key (program_id, undoes_id) references gift_card_use (program_id, id);
alter table gift_card add constraint gift_card_lapsed check (lapsed between 0 and remaining);
alter table gift_card_use add constraint gift_card_use_sound check (case kind when 'issue' then amount > 0 and use_id is null and undoes_id is null when 'redeem' then amount < 0 and customer_id is not null and use_id is null and undoes_id is null when 'spend' then amount < 0 and merchant_id is not null and use_id is not null and undoes_id is null and answer is not null when 'refund' then amount > 0 and merchant_id is not null and use_id is null and undoes_id is not null and refund_id is not null and answer is not null else false end);
create function gift_card_use_is_never_changed() returns trigger language plpgsql as $$ begin raise exception 'a use of a gift card is never changed; write another that undoes it'; end $$;
create trigger gift_card_use_unchanged before update or delete on gift_card_use for each row execute function gift_card_use_is_never_changed();
-- 0014_rules
ALTER TABLE "customer" ADD COLUMN "most_receipts" INT NOT NULL DEFAULT 0;
ALTER TABLE "customer" ADD COLUMN "most_receipts_by" BIGINT;
ALTER TABLE "promo_batch" ADD COLUMN "earns" VARCHAR(8);
ALTER TABLE "promo_batch" ADD COLUMN "rate" INT NOT NULL DEFAULT 0;
ALTER TABLE "promo_code" ADD COLUMN "earns" VARCHAR(8);
ALTER TABLE "promo_code" ADD COLUMN "rate" INT NOT NULL DEFAULT 0;
ALTER TABLE "receipt" ADD COLUMN "applied" JSONB;
ALTER TABLE "receipt" ADD COLUMN "capped" BIGINT;
update customer set most_receipts = receipts where receipts > 0;
alter table promo_code drop constraint promo_code_sound, add constraint promo_code_sound check ( points >= 0 and discount between 0 and 10000 and rate >= 0 and points + discount + rate > 0 and (earns is null) = (rate = 0) and (earns is null or earns in ('base', 'bonus', 'multiply')) and used >= 0 and (most_uses is null or used <= most_uses));
