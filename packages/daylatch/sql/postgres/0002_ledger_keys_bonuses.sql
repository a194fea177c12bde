-- The rest of the ledger (who, why, reservations, checkpoints), idempotency keys, make-up claims, streak bonuses.

-- How many claims the subject has had, make-ups included; kept by retention, which drops claims.
alter table latch add column claims bigint not null default 1;
update latch l set claims = (select count(*) from claim k where k.subject = l.subject and k.action = l.action);
update latch l set claims = k.claims
  from (select subject, action, count(*) as claims from claim where released_at is null group by subject, action) k
  where k.subject = l.subject and k.action = l.action and k.claims > 1;

-- `reward` is all that was paid; `bonus` is the part of it that the bonus table of that version added for the streak.
alter table claim
  add column kind text not null default 'ordinary' check (kind in ('ordinary', 'make-up')),
  add column bonus bigint not null default 0,
  add column bonus_version integer,
  add column rank_owed boolean not null default false check (not (rank_owed and rank is not null));

-- Claims made inside somebody's transaction, which must not wait for the counter, and not numbered yet. A flag of its
-- own, because claims of actions without ranks have none either and would fill the index.
create index claim_rank_owed on claim (action, period, claimed_at) where rank_owed;

-- Allowances count make-ups by the time they were made; without this they would read all claims of the subject.
create index claim_made_up on claim (subject, action, claimed_at) where kind = 'make-up';

-- What a request with an idempotency key came to, for seven days. `won` says whether `claim_id` is its own claim.
create table claim_key (
  subject      text collate "C" not null,
  action       text collate "C" not null,
  key          text collate "C" not null,
  request_hash text             not null,
  claim_id     uuid             not null,
  won          boolean          not null,
  expires_at   timestamptz      not null,
  primary key (subject, action, key)
);

create index claim_key_expiry on claim_key (expires_at);

-- A key marks an operation of its subject, as long as the entry is there. Claims pay without one: their id is theirs.
alter table entry
  add column key            text collate "C",
  add column reason         text,
  add column actor          text,
  add column reservation_id uuid;

create unique index entry_key on entry (subject, key) where key is not null;

-- 2^53 - 1: what a JavaScript number counts exactly. A claim whose reward would pass it is refused, as is everything else.
alter table balance add check (amount <= 9007199254740991);

-- Amounts set aside: part of `balance.held` until they are settled (an entry), released or expired.
create table reservation (
  subject        text collate "C" not null,
  reservation_id uuid             not null,
  unit           text collate "C" not null,
  account        text collate "C" not null,
  amount         bigint           not null check (amount >= 1),
  state          text             not null check (state in ('held', 'settled', 'released', 'expired')),
  key            text collate "C",
  reason         text,
  reserved_at    timestamptz      not null,
  expires_at     timestamptz      not null,
  ended_at       timestamptz,
  seq            bigint,
  primary key (subject, reservation_id),
  check ((state = 'held') = (ended_at is null)),
  check ((state = 'settled') = (seq is not null))
);

-- One that was released or expired gives its key free: a retry must not find it and be free for ever.
create unique index reservation_key on reservation (subject, key) where key is not null and state in ('held', 'settled');
create index reservation_expiry on reservation (expires_at) where state = 'held';

-- Where an account's change log begins after retention has dropped what was before: the balance after entry `seq`.
create table checkpoint (
  subject    text collate "C" not null,
  unit       text collate "C" not null,
  account    text collate "C" not null,
  seq        bigint           not null,
  amount     bigint           not null,
  written_at timestamptz      not null,
  primary key (subject, unit, account)
);

-- What a streak of exactly `streak` periods adds to the reward. The highest version of an action is the active one;
-- versions are added, never changed. A version without steps pays no bonus.
create table bonus_table (
  action       text collate "C" not null,
  version      integer          not null,
  activated_at timestamptz      not null,
  actor        text             not null,
  reason       text             not null,
  primary key (action, version)
);

create table bonus_step (
  action  text collate "C" not null,
  version integer          not null,
  streak  integer          not null check (streak >= 1),
  amount  bigint           not null check (amount >= 1),
  primary key (action, version, streak),
  foreign key (action, version) references bonus_table (action, version)
);
