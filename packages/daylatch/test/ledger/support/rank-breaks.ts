const first = `action = 'check-in' and period = '2026-11-22'`

/** What is done to the ranks 1, 2 and 3 of a period, and what verify then says of its counter. */
export const rankBreaks: readonly (readonly [rule: string, sql: string, text: string])[] = [
  [
    'rank-twice',
    `update daylatch.claim set rank = 2 where ${first} and rank = 3`,
    'Two claims of this period have the rank 2.',
  ],
  [
    'rank-counter',
    `update daylatch.period_counter set claims = 2 where ${first}`,
    'It has counted 2 claims, and one has the rank 3.',
  ],
  [
    'rank-counter',
    `delete from daylatch.period_counter where ${first}`,
    'It has counted no claims, and one has the rank 3.',
  ],
  [
    'rank-gap',
    `update daylatch.period_counter set claims = 4 where ${first}`,
    'It has counted 4 claims, and none has the rank 4.',
  ],
  [
    'rank-gap',
    `update daylatch.claim set rank = null where ${first} and rank = 2`,
    'It has counted 3 claims, and none has the rank 2.',
  ],
  [
    'rank-gap',
    `insert into daylatch.period_counter values ('check-in', '2026-11-22T00', 1)`,
    'It has counted 1 claims, and none has the rank 1.',
  ],
]
