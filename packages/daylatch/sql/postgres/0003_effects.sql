-- Side effects, started at most once per claim: what is to leave (effect), every move it made (effect_event), what the
-- gateway said later (receipt), and how each gateway stands (gateway).

-- Which effect a claim was made for. An effect that is limited for several subjects has a claim of each.
alter table claim
  add column effect_subject text collate "C",
  add column effect_id      uuid,
  add check (num_nulls(effect_subject, effect_id) in (0, 2));

-- Whose claim a key names, where it is not the key's own subject: who loses through a shared number loses to somebody else.
alter table claim_key add column claim_subject text collate "C";
create index claim_key_of_other on claim_key (claim_subject, claim_id) where claim_subject is not null;

-- `due_at` is when something is to be done about it next. pending: it may leave; held: it goes back to pending; sending:
-- its lease ends, and what became of it is unknown; unknown: it is looked up again. `infinity`: a person, a receipt or
-- the end of a pause decides. Whoever is through has none.
create table effect (
  subject      text collate "C"   not null,
  effect_id    uuid               not null,
  action       text collate "C"   not null,
  -- Everyone whose slot it takes, its own subject first, and their claims in the same order.
  subjects     text[] collate "C" not null,
  claim_ids    uuid[]             not null,
  -- The claims' period: until `ends_at` it may leave.
  period       text collate "C"   not null,
  zone         text               not null,
  ends_at      timestamptz        not null,
  gateway      text collate "C"   not null,
  -- To whom it was claimed for; it goes to nobody else.
  recipient    text               not null,
  payload      jsonb              not null,
  state        text               not null check (state in ('pending', 'held', 'sending', 'sent', 'failed', 'unknown',
                                                            'delivered', 'undelivered', 'cancelled')),
  -- One word for why it is in this state.
  reason       text,
  due_at       timestamptz,
  -- How often it was handed to the gateway. The number of the running attempt fences whoever records.
  attempt      integer            not null default 0 check (attempt >= 0),
  -- When the first attempt and the last one began.
  first_sent_at timestamptz,
  last_sent_at  timestamptz,
  -- What the gateway calls it.
  gateway_ref  text,
  -- Who asked for it.
  actor        text,
  asked_at     timestamptz        not null,
  -- The number of its events, which is the `seq` of the last.
  events       integer            not null,
  -- Whether a receipt says otherwise than the state.
  contradicted boolean            not null default false,
  primary key (subject, effect_id),
  check (cardinality(subjects) >= 1 and cardinality(subjects) = cardinality(claim_ids) and subjects[1] = subject),
  check ((state in ('pending', 'held', 'sending', 'unknown')) = (due_at is not null))
) with (fillfactor = 70);

-- What a gateway is to do next.
create index effect_due on effect (gateway, state, due_at) where due_at is not null;

-- Whoever knows the id alone: a job, a receipt, a link.
create index effect_by_id on effect (effect_id);

create index effect_newest on effect (action, asked_at desc, effect_id desc);
create index effect_in_state on effect (action, state, asked_at desc, effect_id desc);

-- Every move, append-only. `xact` orders those who follow: read below the oldest running transaction, so that no late
-- commit is skipped.
create table effect_event (
  subject    text collate "C" not null,
  effect_id  uuid             not null,
  seq        integer          not null check (seq >= 1),
  at         timestamptz      not null,
  xact       xid8             not null default pg_current_xact_id(),
  from_state text,
  to_state   text             not null,
  attempt    integer          not null,
  -- Who did it: `dispatcher`, `gateway`, or whoever decided.
  actor      text,
  reason     text             not null,
  detail     jsonb            not null default '{}',
  primary key (subject, effect_id, seq),
  foreign key (subject, effect_id) references effect (subject, effect_id)
);

create index effect_event_in_order on effect_event (xact, subject, effect_id, seq);

-- Delivery receipts, each kept once. `identity` tells a repetition from another receipt.
create table receipt (
  subject     text collate "C" not null,
  effect_id   uuid             not null,
  attempt     integer          not null,
  identity    text collate "C" not null,
  status      text             not null check (status in ('accepted', 'delivered', 'undelivered')),
  code        text,
  received_at timestamptz      not null,
  times       integer          not null default 1,
  -- What it did: moved the effect, was noted only, or contradicts the state.
  verdict     text             not null check (verdict in ('moved', 'noted', 'contradicts')),
  primary key (subject, effect_id, attempt, identity),
  foreign key (subject, effect_id) references effect (subject, effect_id)
);

-- What all dispatchers of a gateway share.
create table gateway (
  gateway       text collate "C" primary key,
  -- How many attempts were begun. Whoever remembers a higher number than this looks at a restored database.
  attempts      bigint           not null default 0,
  -- The rate limit: a bucket of tokens, and when it was last filled.
  tokens        double precision not null default 0,
  filled_at     timestamptz      not null default clock_timestamp(),
  -- The breaker: outcomes without an answer in a row, and until when nothing is handed over.
  failures      integer          not null default 0,
  open_until    timestamptz,
  paused_at     timestamptz,
  paused_by     text,
  paused_reason text
) with (fillfactor = 50);
