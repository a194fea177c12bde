import { type ClockFacts, type Database, measureClock } from 'daylatch'
import type { Finding } from './finding.ts'

/** Beyond this, texts such as "opens in two minutes" are visibly wrong on pages that go by this machine. */
const TOLERATED_MS = 2000

/** The clock of this machine against the database's, which is the one that counts. */
export async function checkClock(db: Database): Promise<readonly Finding[]> {
  const facts = await measureClock(db)
  return [skew(facts), ...replaced(facts)]
}

function skew(facts: ClockFacts): Finding {
  const { aheadMs, uncertaintyMs } = facts
  const isOff = Math.abs(aheadMs) - uncertaintyMs > TOLERATED_MS
  const direction = aheadMs >= 0 ? 'ahead of' : 'behind'
  const measured = `The database's clock is ${Math.abs(aheadMs)} ms ${direction} this machine's (± ${uncertaintyMs} ms).`
  const advice = ' Days go by the database, so nobody is paid twice for it. Synchronise both with NTP.'
  return {
    check: 'clock',
    level: isOff ? 'warning' : 'ok',
    text: isOff ? measured + advice : measured,
    facts: { ...facts },
  }
}

/** A second of play: `daylatch.clock()` is asked a moment before the other one. */
function replaced({ replacedByMs }: ClockFacts): readonly Finding[] {
  if (replacedByMs === null || Math.abs(replacedByMs) < 1000) return []
  const text =
    `The function daylatch.clock() says ${Math.round(replacedByMs / 1000)} s more than the database's own clock: ` +
    'a test has set it and left it so. Give the clock back with `restoreClock(db)` of daylatch/testing.'
  return [{ check: 'clock', level: 'error', text, facts: { replacedByMs } }]
}
