/** Something that keeps two at once from doing harm, and how it is taken away. */
export interface Guard {
  readonly name: string
  /** Names of operations that then get into each other's way. */
  readonly among: readonly string[]
  /** Preemptions that it takes. @default 2 */
  readonly bound?: number
  /** What is looked for in every statement, and what stands there instead. */
  readonly remove?: readonly [RegExp, string]
  /** SQL that takes a guard of the tables away. */
  readonly drop?: string
}

/** Behind the latch stand an index and, because a second claim would begin where the first one ends, a check. */
const dropBackstops = `
drop index daylatch.claim_once;
do $$
declare c record;
begin
  for c in select conrelid::regclass as of, conname as name from pg_constraint
    where contype = 'c' and pg_get_constraintdef(oid) like '%starts_at < ends_at%'
  loop
    execute format('alter table %s drop constraint %I', c.of, c.name);
  end loop;
end $$`

const snapshot = `(select s.amount - s.held from daylatch.balance s
    where s.subject = $$1 and s.unit = $$2 and s.account = $$3)`

export const guards: readonly Guard[] = [
  {
    name: 'a latch that does not look at the committed row pays twice, once its backstops are gone',
    among: ['claim', 'claim'],
    remove: [/\n +where \(l\.released or \(l\.ends_at <= excluded[\s\S]*?end\)\)/, ''],
    drop: dropBackstops,
  },
  {
    name: 'batches that take latches in the order of their lists wait for each other',
    among: ['a stranger who holds a latch', 'batch', 'batch in another order'],
    bound: 1,
    remove: [/order by c\.subject collate "C"/, ''],
  },
  {
    name: 'make-ups that do not hold the latch share one allowance',
    among: ['make-up', 'make-up of another day'],
    remove: [/do update set claim_id = l\.claim_id/, 'do nothing'],
  },
  {
    name: 'a spend that looks at its snapshot spends what is gone',
    among: ['spend', 'spend'],
    remove: [/and b\.amount - b\.held >= -\$4::bigint/, `and ${snapshot} >= -$$4::bigint`],
  },
  {
    name: 'a reservation that looks at its snapshot sets aside what is gone',
    among: ['reserve', 'spend'],
    remove: [/and b\.amount - b\.held >= \$4::bigint/, `and ${snapshot} >= $$4::bigint`],
  },
  {
    name: 'without an index of keys a repeated grant is granted twice',
    among: ['grant', 'grant'],
    drop: 'drop index daylatch.entry_key',
  },
  {
    name: 'without an index of keys a repeated reservation is made twice',
    among: ['reserve', 'reserve'],
    drop: 'drop index daylatch.reservation_key',
  },
  {
    name: 'a reservation whose account is not locked is settled by two',
    among: ['settle', 'settle'],
    remove: [/for no key update\n\) b/, ') b'],
  },
  {
    name: 'and released by one and settled by another',
    among: ['settle', 'release'],
    remove: [/for no key update\n\) b/, ') b'],
  },
  {
    name: 'sends that do not hold the latches both find them open',
    among: ['send', 'send'],
    remove: [/do update set released = excluded\.released where false/, 'do nothing'],
  },
  {
    name: 'moves that do not lock their effect: a message is cancelled and leaves',
    among: ['cancel', 'deliver'],
    remove: [/limit 1 for no key update/, 'limit 1'],
  },
  {
    name: 'receipts that do not lock their effect move it twice',
    among: ['record', 'record'],
    remove: [/limit 1 for no key update/, 'limit 1'],
  },
  {
    name: 'and contradict a decision that is being made',
    among: ['record', 'resolve'],
    remove: [/limit 1 for no key update/, 'limit 1'],
  },
  {
    name: 'a look-up that does not lock its effect contradicts a decision that is being made',
    among: ['reconcile', 'resolve'],
    remove: [/limit 1 for no key update/, 'limit 1'],
  },
]
