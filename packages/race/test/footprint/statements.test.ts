import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Footprint, type Lab, openLab, type Step } from '@daylatch/race'

const setUp = `
  create table member (id int primary key, points int not null);
  create table visit (id serial primary key, member_id int not null references member on delete cascade, day date);
  create table audit (line text);
  create table loud (id int primary key);
  create table late (id int primary key, member_id int references member deferrable initially deferred);
  create table whole (id int) partition by range (id);
  create table part partition of whole for values from (0) to (10);
  create view members as select * from member where points > 0;
  create function shout() returns trigger language plpgsql as
    $$ begin insert into audit values ('loud'); return new; end $$;
  create trigger shout before insert on loud for each row execute function shout();
  create function look() returns bigint language sql as 'select count(*) from visit'`

const visits = { 'table public.visit': 'write', 'sequence public.visit_id_seq': 'write' }

let lab: Lab

beforeAll(async () => {
  lab = await openLab({ setUp, actors: [() => undefined], invariant: 'select true' })
})

afterAll(async () => {
  await lab.close()
})

test.each<readonly [string, Readonly<Record<string, string>> | 'unknown']>([
  ['select points from member where id = $1', { 'table public.member': 'read' }],
  ['select points from member where id = $1 for update', { 'table public.member': 'lock' }],
  ['select 1 from member for key share', { 'table public.member': 'share' }],
  ['select count(*), now() from members', { 'table public.member': 'read' }],
  ['with member as (select 1) select * from member', { 'table public.member': 'read' }],
  ['with x as (select line from audit) select * from x', { 'table public.audit': 'read' }],
  [
    'update member set points = 1',
    { ...visits, 'table public.member': 'write', 'table public.late': 'share', deferred: 'write' },
  ],
  ['insert into visit (member_id) select id from member', { ...visits, 'table public.member': 'share' }],
  [
    'insert into late values (1, 1)',
    { 'table public.late': 'write', 'table public.member': 'share', deferred: 'write' },
  ],
  ['insert into part values (1)', { 'table public.whole': 'write' }],
  ["select nextval('visit_id_seq')", { 'sequence public.visit_id_seq': 'write' }],
  ['select pg_advisory_xact_lock(1)', { advisory: 'write' }],
  ['notify door', { notifications: 'write' }],
  ['set local lock_timeout = 5', {}],
  ['savepoint here', {}],
  ['insert into loud values (1)', 'unknown'],
  ['select look()', 'unknown'],
  ['truncate visit', 'unknown'],
  ['lock table member', 'unknown'],
  ['create table more (id int)', 'unknown'],
  ['select * into more from member', 'unknown'],
  ['select * from pg_locks', 'unknown'],
  ['select * from nobody_knows', 'unknown'],
  ['do $$ begin end $$', 'unknown'],
  ['no sql at all', 'unknown'],
])('%s', (text, expected) => {
  const footprint = lab.footprints.of(stepOf(text))

  expect(told(footprint)).toEqual(expected)
})

function told({ accesses, isUnknown }: Footprint): unknown {
  return isUnknown ? 'unknown' : Object.fromEntries(accesses)
}

function stepOf(text: string): Step {
  return {
    actor: 0,
    kind: 'statement',
    text,
    skeleton: text,
    parameters: [],
    connection: 0,
    isImplicit: false,
    isolation: 'read committed',
    inTransaction: false,
  }
}
