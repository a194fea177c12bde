-- Accounts. The first four tables are the ones better-auth works on, under our names; see src/accounts/auth.ts.

create table member (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  role text not null default 'member' check (role in ('member', 'viewer', 'sender', 'editor', 'admin')),
  banned_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index member_staff on member (role) where role <> 'member';

create table session (
  id text primary key,
  member_id text not null references member (id) on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index session_member on session (member_id);
create index session_expiry on session (expires_at);

create table credential (
  id text primary key,
  member_id text not null references member (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);

create index credential_member on credential (member_id);

create table verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index verification_identifier on verification (identifier);

-- Sessions and members whose hot cookies no process believes for some minutes.
create table revocation (
  kind text not null check (kind in ('session', 'member')),
  id text not null,
  at timestamptz not null,
  primary key (kind, id)
);

create index revocation_at on revocation (at);

-- Sign-ups per network address within the minute that began at `started_at`.
create table sign_up_count (
  address text primary key,
  started_at timestamptz not null,
  count integer not null
);

-- Keys that every process and every machine on this database must share.
create table secret (
  name text primary key,
  value text not null,
  created_at timestamptz not null default now()
);

-- The one-time link for the first administrator; only the hash of its token, and only one at a time.
create table set_up_link (
  only_row boolean primary key default true check (only_row),
  token_hash text not null,
  created_at timestamptz not null default now()
);
