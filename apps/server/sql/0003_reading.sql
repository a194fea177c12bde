-- Reading cards, articles that were read, the leaderboard, and the jobs that one process at a time does.

-- Card 1 is everybody's from sign-up on, and has no row: the hot path need not ask for it.
create table card (
  member_id text not null references member (id) on delete cascade,
  number integer not null check (number between 2 and 10),
  name text,
  created_at timestamptz not null default now(),
  primary key (member_id, number)
);

-- What a member has read: reading it again is free. Written in the transaction that settles the price; `seq` is the
-- entry of the card's change log, and null where there was nothing to pay.
create table reading (
  member_id text not null references member (id) on delete cascade,
  slug text not null,
  card integer not null,
  price bigint not null,
  seq bigint,
  read_at timestamptz not null,
  primary key (member_id, slug)
);

-- What a read with an idempotency key was answered with, for seven days.
create table reading_key (
  member_id text not null references member (id) on delete cascade,
  key text not null,
  request_hash text not null,
  charged bigint not null,
  balance bigint not null,
  expires_at timestamptz not null,
  primary key (member_id, key)
);

create index reading_key_expiry on reading_key (expires_at);

-- The leaderboard as it was computed last, in the order in which it is shown.
create table leaderboard (
  board text not null check (board in ('streaks', 'totals')),
  position integer not null,
  place integer not null,
  member_id text not null references member (id) on delete cascade,
  value bigint not null,
  primary key (board, position)
);

-- When a job was begun last. Whoever holds the row's lock does the job; the others skip it.
create table job (
  name text primary key,
  ran_at timestamptz not null
);
