import { Actor, record } from './record.ts'
import type { Run } from '../../../src/index.ts'

const look = 'select from sign_in where member = 1 and day = current_date'
const insert = 'insert into sign_in (member, day) values (1, current_date)'
const pay = 'update member set quota = quota + 25 where id = 1'

/** Story 1 without a transaction. */
function signInTwice(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  return record('2 sign-ins in one day, quota 50 instead of 25', [
    a.sql(look, { rows: 0 }),
    b.sql(look, { rows: 0 }),
    b.sql(insert),
    b.commit(),
    b.sql(pay),
    b.commit(),
    a.sql(insert),
    a.commit(),
    a.sql(pay),
    a.commit(),
  ])
}

/** The same between BEGIN and COMMIT: the second payment waits for the first. */
function signInTwiceInTransactions(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  return record('2 sign-ins in one day, quota 50 instead of 25', [
    a.begin(),
    a.sql(look, { rows: 0 }),
    b.begin(),
    b.sql(look, { rows: 0 }),
    b.sql(insert),
    b.sql(pay),
    a.sql(insert),
    a.sql(pay, { waited: [1, 8] }),
    b.commit(),
    a.commit(),
  ])
}

const balance = 'select balance from wallet where id = 1'
const set = 'update wallet set balance = $1 where id = 1'
const book = 'insert into payment values (1, 30)'

function lostUpdate(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  return record('paid 60 out of 100, and 70 is left', [
    a.begin(),
    a.sql(balance, { rows: [{ balance: '100' }] }),
    b.begin(),
    b.sql(balance, { rows: [{ balance: '100' }] }),
    b.sql(set, { parameters: ['70'] }),
    b.sql(book),
    b.commit(),
    a.sql(set, { parameters: ['70'] }),
    a.sql(book),
    a.commit(),
  ])
}

/** The lock that comes after the read. */
function lockAfterRead(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  const rows = [{ balance: '100' }]
  return record('paid 60 out of 100, and 70 is left', [
    a.begin(),
    a.sql(balance, { rows }),
    b.begin(),
    b.sql(balance, { rows }),
    b.sql(`${balance} for update`, { rows }),
    b.sql(set, { parameters: ['70'] }),
    a.sql(`${balance} for update`, { rows: [{ balance: '70' }], waited: [1, 7] }),
    b.commit(),
    a.sql(set, { parameters: ['70'] }),
    a.commit(),
  ])
}

const job = `select id from job where state = 'waiting' order by id limit 1 for update skip locked`
const take = `update job set state = 'running' where id = $1`

/** A lock that ends with its own statement. */
function skipLockedInAutocommit(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  return record('1 job ran 2 times', [
    a.sql(job, { rows: [{ id: '1' }] }),
    a.commit(),
    b.sql(job, { rows: [{ id: '1' }] }),
    b.commit(),
    b.sql(take, { parameters: ['1'] }),
    b.commit(),
    b.sql('insert into run values ($1)', { parameters: ['1'] }),
    b.commit(),
    a.sql(take, { parameters: ['1'] }),
    a.commit(),
    a.sql('insert into run values ($1)', { parameters: ['1'] }),
    a.commit(),
  ])
}

const demote = `update person set role = 'member' where name = $1 and role = 'owner'`
const guarded = `${demote} and (select count(*) from person where role = 'owner') > 1`

/** One statement each. */
function guardedUpdate(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  return record('nobody owns the project', [
    a.sql(guarded, { parameters: ['Bob'] }),
    b.sql(guarded, { parameters: ['Ann'] }),
    b.commit(),
    a.commit(),
  ])
}

function writeSkew(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  const owners = `select from person where role = 'owner'`
  return record('nobody owns the project', [
    a.begin(),
    a.sql(owners, { rows: 2 }),
    b.begin(),
    b.sql(owners, { rows: 2 }),
    b.sql(demote, { parameters: ['Ann'] }),
    b.commit(),
    a.sql(demote, { parameters: ['Bob'] }),
    a.commit(),
  ])
}

function maxPlusOne(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  const next = 'insert into invoice select max(number) + 1 from invoice returning number'
  return record('3 invoices share 2 numbers', [
    a.sql(next, { rows: [{ number: '42' }] }),
    b.sql(next, { rows: [{ number: '42' }] }),
    b.commit(),
    a.commit(),
  ])
}

function overlappingBookings(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  const conflicts = 'select from booking where host = 1 and begins < $2 and ends > $1 for update'
  const add = 'insert into booking values (1, $1, $2)'
  return record('two bookings of one host overlap', [
    a.begin(),
    a.sql(conflicts, { rows: 0, parameters: ['10', '12'] }),
    b.begin(),
    b.sql(conflicts, { rows: 0, parameters: ['11', '13'] }),
    b.sql(add, { parameters: ['11', '13'] }),
    b.commit(),
    a.sql(add, { parameters: ['10', '12'] }),
    a.commit(),
  ])
}

/** Checked outside of the transaction that locks. */
function staleCheck(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  const read = 'select stock from product where id = 1'
  const less = 'update product set stock = stock - 1 where id = 1'
  return record('sold 2 of 1, stock says -1', [
    a.sql(read, { rows: [{ stock: '1' }] }),
    b.sql(read, { rows: [{ stock: '1' }] }),
    b.begin(),
    b.sql(`${read} for update`, { rows: [{ stock: '1' }] }),
    b.sql(less),
    b.commit(),
    a.begin(),
    a.sql(`${read} for update`, { rows: [{ stock: '0' }] }),
    a.sql(less),
    a.commit(),
  ])
}

/** Story 2. */
function twoMessages(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  const sent = 'select from message where client = 7 and day = current_date'
  const note = 'insert into message (client, day) values (7, current_date)'
  return record('the gateway was called 2 times', [
    a.sql(sent, { rows: 0 }),
    a.call('gateway'),
    b.sql(sent, { rows: 0 }),
    b.call('gateway'),
    b.sql(note),
    b.commit(),
    a.sql(note),
    a.commit(),
  ])
}

function deadlock(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  const from = 'update wallet set balance = balance - 10 where id = $1'
  const to = 'update wallet set balance = balance + 10 where id = $1'
  return record('a user saw error: deadlock detected', [
    a.begin(),
    a.sql(from, { parameters: ['1'] }),
    b.begin(),
    b.sql(from, { parameters: ['2'] }),
    b.sql(to, { parameters: ['1'], waited: [0, 6] }),
    a.sql(to, { parameters: ['2'], error: '40P01', waited: [1, 5] }),
    a.rollback(),
    b.commit(),
  ])
}

function readSkew(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  return record('a total of 20 for items of 30', [
    a.begin(),
    a.sql('select total from cart where id = 1', { rows: [{ total: '20' }] }),
    b.begin(),
    b.sql('update cart set total = 30 where id = 1'),
    b.sql('insert into item (cart, price) values (1, 10)'),
    b.commit(),
    a.sql('select price from item where cart = 1', { rows: [{ price: '20' }, { price: '10' }] }),
    a.commit(),
  ])
}

const wide =
  'SELECT member.id AS member_id, member.name AS member_name, member.session AS member_session, member.is_sign AS member_is_sign FROM member WHERE member.session = $1'

/** As an ORM asks: a wide row, and a flag that the program looks at. */
function flagInProgram(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  const rows = [{ member_id: '1', member_name: 'Ada', member_session: 'ada', member_is_sign: 'f' }]
  const sign = 'UPDATE member SET is_sign = true WHERE member.id = 1'
  return record('2 check-ins', [
    a.begin(),
    a.sql(wide, { rows, parameters: ['ada'] }),
    a.sql(sign),
    b.begin(),
    b.sql(wide, { rows, parameters: ['ada'] }),
    b.sql(sign, { waited: [0, 6] }),
    a.commit(),
    b.commit(),
  ])
}

/** Marked before the call, by what had been read before. */
function markedBeforeTheCall(): Run {
  const [a, b] = [new Actor(0), new Actor(1)]
  const read = 'SELECT "clients".* FROM "clients" WHERE "clients"."id" = $1 LIMIT $2'
  const rows = [{ id: '1', name: 'Bo', number: '+8613800000000', last_sms_sent_on: null }]
  const mark = 'UPDATE "clients" SET "last_sms_sent_on" = $1 WHERE "clients"."id" = $2'
  const parameters = ['2026-11-22', '1']
  return record('2 messages left', [
    a.sql(read, { rows, parameters: ['1', '1'] }),
    a.begin(),
    a.sql(mark, { parameters }),
    b.sql(read, { rows, parameters: ['1', '1'] }),
    b.begin(),
    b.sql(mark, { parameters, waited: [0, 6] }),
    a.commit(),
    a.call('sms: POST /'),
    b.commit(),
    b.call('sms: POST /'),
  ])
}

/** Each makes a run of its own. */
export const races = {
  flagInProgram,
  markedBeforeTheCall,
  signInTwice,
  signInTwiceInTransactions,
  lostUpdate,
  lockAfterRead,
  skipLockedInAutocommit,
  guardedUpdate,
  writeSkew,
  maxPlusOne,
  overlappingBookings,
  staleCheck,
  twoMessages,
  deadlock,
  readSkew,
}
