/** Before anything is timed: nobody may be paid twice, whatever comes at the same time. */

const MEMBERS = 60
const TIMES = 12

/** What the members of a block have got today, and whether places have gaps or come twice. $1 first, $2 last, $3 the day. */
const found = `
with member as (select md5('member ' || n) as subject from generate_series($1::int, $2::int) n),
got as (
  select m.subject, b.amount, b.version, l.streak, l.period, l.claims as counted,
    (select count(*) from daylatch.claim k where k.subject = m.subject and k.period = $3) as claims,
    (select count(*) from daylatch.entry e where e.subject = m.subject) as entries
  from member m left join daylatch.balance b using (subject) left join daylatch.latch l using (subject)
)
select count(*) filter (where claims > 1)::int as twice,
  count(*) filter (where claims = 1 and amount = 50 and version = 2 and entries = 2 and streak = 2 and period = $3 and counted = 2)::int as right
from got`

/**
 * Members of whom each asks a dozen times at once. Each must get one check-in, one payment and one entry; all others are
 * told that they have checked in.
 *
 * @param {import('./players.mjs').Stage} stage
 * @param {import('./servers/javascript.mjs').Server} server
 * @returns {Promise<{ twice: number, right: number, refused: number }>}
 */
export async function hammer({ client, load, members, day }, server) {
  const { first } = await members.atLeast(MEMBERS)
  members.spend(MEMBERS)
  const { statuses } = await load.play({
    port: server.port,
    callers: server.isClosing ? 64 : MEMBERS * TIMES,
    ...(server.isClosing && { isClosing: true }),
    ms: 60_000,
    runUpMs: 0,
    fresh: { first, count: MEMBERS },
    isEndless: true,
    inARow: TIMES,
    limit: MEMBERS * TIMES,
  })
  const { rows } = await client.query(found, [first, first + MEMBERS - 1, day.today.key])
  return { ...rows[0], refused: statuses[409] ?? 0 }
}

/**
 * @param {import('./players.mjs').Stage} stage
 * @param {import('./servers/javascript.mjs').Server} server
 */
export async function assertOnceEach(stage, server) {
  const { twice, right, refused } = await hammer(stage, server)
  if (twice !== 0 || right !== MEMBERS || refused !== MEMBERS * (TIMES - 1)) {
    const told = `${String(right)} of ${String(MEMBERS)} are right, ${String(twice)} were paid twice, ${String(refused)} requests refused`
    throw new Error(`${server.name} does not pass the check: ${told}`)
  }
}

/** What the check was, in words. */
export const hammered = `${String(MEMBERS)} members, each ${String(TIMES)} times at once`
