-- Clients of the office: whom messages are sent to. Two of them may share a number.

create table client (
  id uuid primary key default gen_random_uuid(),
  -- The order of the list: the newest first.
  seq bigint generated always as identity unique,
  name text not null,
  -- E.164. What is indexed and compared, so in the order of its bytes.
  number text collate "C" not null check (number ~ '^\+[1-9][0-9]{6,14}$'),
  -- IANA name, and where it is from: the number, or somebody of the staff. Without one it is unknown, and stays so.
  zone text,
  zone_source text check (zone_source in ('number', 'set')),
  opted_out_at timestamptz,
  opted_out_source text check (opted_out_source in ('staff', 'import', 'reply', 'gateway')),
  -- Grows with every change: who changes what he saw says which version he saw.
  version integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  check ((zone is null) = (zone_source is null)),
  check ((opted_out_at is null) = (opted_out_source is null))
);

create index client_number on client (number);

-- Every opt-out and every taking back, append-only: who, when, and from where it came.
create table client_opt_out (
  client_id uuid not null references client (id) on delete cascade,
  seq integer not null check (seq >= 1),
  opted_out boolean not null,
  source text not null check (source in ('staff', 'import', 'reply', 'gateway')),
  -- A member's id; null where nobody of the staff did it.
  actor text,
  at timestamptz not null,
  primary key (client_id, seq)
);

-- Which client a request with an idempotency key has made, for seven days.
create table client_key (
  member_id text not null references member (id) on delete cascade,
  key text not null,
  request_hash text not null,
  client_id uuid not null references client (id) on delete cascade,
  expires_at timestamptz not null,
  primary key (member_id, key)
);

create index client_key_expiry on client_key (expires_at);
