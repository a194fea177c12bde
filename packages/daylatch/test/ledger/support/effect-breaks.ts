const of = `subject = 'client:1'`

/** What is done to one row by hand, by the rule of verify that it breaks, and the table of the row that is then named. */
export const effectBreaks: readonly (readonly [rule: string, table: string, sql: string])[] = [
  [
    'effect-claim',
    'effect',
    `delete from daylatch.latch where subject = 'number:1'; delete from daylatch.claim where subject = 'number:1'`,
  ],
  ['effect-differs', 'effect', `update daylatch.effect set period = '2020-01-01' where ${of}`],
  [
    'effect-differs',
    'effect',
    `update daylatch.claim set effect_id = gen_random_uuid() where subject = 'number:1'`,
  ],
  [
    'effect-twice',
    'effect',
    `update daylatch.effect set subjects[2] = subjects[1], claim_ids[2] = claim_ids[1] where ${of}`,
  ],
  ['effect-released', 'effect', `update daylatch.effect set state = 'cancelled', due_at = null where ${of}`],
  [
    'effect-released',
    'effect',
    `update daylatch.claim set released_at = now() where subject = 'number:1';
     update daylatch.latch set released = true, claims = 0 where subject = 'number:1'`,
  ],
  ['effect-released', 'effect', `update daylatch.effect set state = 'sent' where subject = 'client:2'`],
  [
    'claim-effect',
    'claim',
    `delete from daylatch.effect_event where ${of}; delete from daylatch.effect where ${of}`,
  ],
  ['event-gap', 'effect', `delete from daylatch.effect_event where ${of}`],
  ['event-gap', 'effect', `update daylatch.effect_event set seq = 7 where subject = 'client:3' and seq = 3`],
  ['event-gap', 'effect', `update daylatch.effect set events = 2 where ${of}`],
  [
    'event-order',
    'effect',
    `update daylatch.effect_event set from_state = 'held' where subject = 'client:3' and seq = 2`,
  ],
  ['event-state', 'effect', `update daylatch.effect_event set to_state = 'held' where ${of}`],
  ['event-attempt', 'effect', `update daylatch.effect set attempt = 0 where subject = 'client:3'`],
]
