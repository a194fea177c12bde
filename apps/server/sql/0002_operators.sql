-- What operators need: invitations, password links, API keys, the audit log, counts of wrong passwords, runs of verify.
-- Of every one-time secret only the SHA-256 is kept. Who did something is a plain id: it outlives its member.

-- A member whose data was deleted keeps his row, without name and address: his claims and entries still name its id.
alter table member add column deleted_at timestamptz;

create index member_newest on member (created_at desc, id desc);

create table invitation (
  id text primary key,
  token_hash text not null unique,
  role text not null check (role in ('member', 'viewer', 'sender', 'editor', 'admin')),
  -- In lower case. Without one whoever has the link may use it.
  email text,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at timestamptz,
  used_by text,
  revoked_at timestamptz
);

create index invitation_newest on invitation (created_at desc, id desc);

-- One per member: a new link makes the earlier one worthless.
create table password_link (
  member_id text primary key references member (id) on delete cascade,
  token_hash text not null unique,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);

create table api_key (
  id text primary key,
  name text not null,
  key_hash text not null unique,
  actions text[] not null,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  -- Coarse: written at most once an hour.
  last_used_at timestamptz,
  revoked_at timestamptz
);

create index api_key_newest on api_key (created_at desc, id desc);
create index api_key_maker on api_key (created_by) where revoked_at is null;

-- Wrong passwords within the quarter of an hour that began at `started_at`. The key of an account is a hash of its address.
create table wrong_password (
  kind text not null check (kind in ('account', 'address')),
  key text not null,
  started_at timestamptz not null,
  count integer not null,
  primary key (kind, key)
);

create index wrong_password_age on wrong_password (started_at);

-- The run of verify that is under way or was the last one. A run whose process died stops beating.
create table verify_run (
  only_row boolean primary key default true check (only_row),
  id text not null,
  started_by text not null,
  started_at timestamptz not null,
  beat_at timestamptz not null,
  done bigint not null default 0,
  total bigint not null default 0,
  finished_at timestamptz,
  result jsonb
);

-- Who did what to whom. No secrets, no names and no addresses in `detail`: what stands here can never be taken back.
create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text,
  action text not null,
  target text,
  detail jsonb not null default '{}'
);

create function refuse_to_change_the_audit_log() returns trigger language plpgsql as $$
begin
  raise exception 'site.audit_log is append-only' using errcode = 'restrict_violation';
end
$$;

-- For everybody, the owner of the table included: a slip is stopped. Who wants to can drop the trigger first, so it is
-- no protection against the operator of the database himself.
create trigger audit_log_is_append_only before update or delete or truncate on audit_log
  for each statement execute function refuse_to_change_the_audit_log();
