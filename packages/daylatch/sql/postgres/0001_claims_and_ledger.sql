-- The engine's first tables: what decides (latch), what is remembered (claim), what is owed (balance, entry).
--
-- `subject` leads every key but the counter's, so that all rows of a subject can live on one node of a distributed
-- Postgres. `collate "C"` keeps the order of locks the same everywhere and the comparison cheap.

-- The one clock. Read once per statement; a test may replace it. Not now(): that stands still from BEGIN on, and a
-- wait for a lock may cross the boundary of a period.
create function clock() returns timestamptz
  language sql volatile parallel safe
  as 'select pg_catalog.clock_timestamp()';

-- One row per subject and action. A claim is an upsert of this row: the row's lock makes rivals wait for the winner's
-- commit, and the condition of the upsert is checked again on what the winner committed.
create table latch (
  subject    text collate "C" not null,
  action     text collate "C" not null,
  claim_id   uuid             not null,
  period     text collate "C" not null,
  starts_at  timestamptz      not null,
  ends_at    timestamptz      not null,
  claimed_at timestamptz      not null,
  account    text collate "C" not null,
  released   boolean          not null default false,
  streak     integer          not null check (streak >= 1),
  primary key (subject, action),
  check (starts_at < ends_at)
) with (fillfactor = 80);

create table claim (
  subject     text collate "C" not null,
  claim_id    uuid             not null,
  action      text collate "C" not null,
  period      text collate "C" not null,
  zone        text             not null,
  starts_at   timestamptz      not null,
  ends_at     timestamptz      not null,
  claimed_at  timestamptz      not null,
  released_at timestamptz,
  streak      integer          not null,
  rank        bigint,
  unit        text collate "C",
  account     text collate "C",
  reward      bigint,
  seq         bigint,
  primary key (subject, claim_id),
  check (starts_at < ends_at),
  check (num_nulls(unit, account, reward, seq) in (0, 4))
);

-- The backstop: whatever happens to the latch, a period is not claimed twice.
create unique index claim_once on claim (subject, action, period) where released_at is null;

-- The public list of a period, in rank order.
create index claim_in_order on claim (action, period, rank);

create table balance (
  subject text collate "C" not null,
  unit    text collate "C" not null,
  account text collate "C" not null,
  amount  bigint           not null,
  held    bigint           not null default 0 check (held >= 0),
  version bigint           not null,
  primary key (subject, unit, account),
  check (amount >= held)
) with (fillfactor = 80);

-- The change log. Append-only; `seq` is the balance's version after the entry, so it has no gaps.
create table entry (
  subject    text collate "C" not null,
  unit       text collate "C" not null,
  account    text collate "C" not null,
  seq        bigint           not null check (seq >= 1),
  kind       text             not null,
  amount     bigint           not null,
  balance    bigint           not null,
  claim_id   uuid,
  entered_at timestamptz      not null,
  primary key (subject, unit, account, seq)
);

-- How many claims of a period are committed; a claim's rank is the value that its batch left here.
create table period_counter (
  action text collate "C" not null,
  period text collate "C" not null,
  claims bigint           not null,
  primary key (action, period)
) with (fillfactor = 50);
