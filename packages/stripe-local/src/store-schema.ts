import type postgres from 'postgres'

const tables = `
create table if not exists objects (
  seq bigint generated always as identity,
  account text not null default '',
  id text not null,
  type text not null,
  created bigint not null,
  deleted boolean not null default false,
  data jsonb not null
);
-- What an earlier version laid out for a single account.
alter table objects add column if not exists account text not null default '';
alter table objects drop constraint if exists objects_pkey;
drop index if exists objects_by_type;
drop index if exists prices_by_lookup_key;
create unique index if not exists objects_by_id on objects (id, account);
create index if not exists objects_by_account on objects (account, type, seq desc);
create index if not exists objects_by_token on objects ((data->>'_token')) where data->>'_token' is not null;
create index if not exists objects_by_customer on objects ((data->>'customer'), type);
create index if not exists objects_by_clock on objects ((data->>'test_clock')) where data->>'test_clock' is not null;
create unique index if not exists prices_by_own_lookup_key on objects (account, (data->>'lookup_key'))
  where type = 'price' and data->>'lookup_key' is not null;

create table if not exists idempotency_keys (
  key text primary key,
  fingerprint text not null,
  status integer not null,
  body text not null,
  request_id text not null,
  created_at timestamptz not null default now()
);

create table if not exists meter_events (
  seq bigint generated always as identity primary key,
  account text not null default '',
  identifier text not null,
  event_name text not null,
  customer text not null,
  value numeric not null,
  at bigint not null,
  payload jsonb not null,
  created bigint not null
);
alter table meter_events add column if not exists account text not null default '';
alter table meter_events drop constraint if exists meter_events_identifier_key;
create unique index if not exists meter_events_by_identifier on meter_events (account, identifier);
alter table meter_events add column if not exists arrived timestamptz not null default clock_timestamp();
alter table meter_events add column if not exists canceled boolean not null default false;
create index if not exists meter_events_by_customer on meter_events (customer, event_name, at) include (value);

create table if not exists timers (
  object_id text not null,
  kind text not null,
  due bigint not null,
  clock text,
  held_until bigint not null default 0,
  seq bigint generated always as identity,
  primary key (object_id, kind)
);
create index if not exists timers_by_due on timers (clock, due, seq);

create table if not exists deliveries (
  id bigint generated always as identity primary key,
  event_id text not null,
  endpoint_id text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'abandoned')),
  attempts integer not null default 0,
  next_at timestamptz not null default now(),
  last_status integer,
  last_error text,
  delivered_at timestamptz,
  created_at timestamptz not null default now()
);
create index if not exists deliveries_due on deliveries (next_at, id) where state = 'pending';
`

/** Creates schema and tables; safe to run at every start, also by two processes at once. */
export async function createSchema(sql: postgres.Sql, schema: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext(${`stripe-local ${schema}`}))`
    await tx.unsafe(`create schema if not exists ${schema}`)
    await tx.unsafe(`set local search_path to ${schema}`)
    await tx.unsafe(tables)
  })
}
