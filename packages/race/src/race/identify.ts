import { createHash } from 'node:crypto'
import type { Story } from '../report/index.ts'
import type { Run } from '../run/run.ts'

/**
 * A short name for a race by what it is: its title, its shape, and the statements that it is between, without their values.
 * It stays the same when other steps come and go, and is another one when the race moves to other statements.
 */
export function identify(name: string, kind: string, story: Story, run: Run): string {
  const { pair, anomaly } = story
  const between =
    pair === null
      ? []
      : [pair.looks, pair.comesBetween, pair.actsOnIt].map((entry) => run.trace[entry]?.step.skeleton)
  const text = JSON.stringify([name, kind, anomaly.id, between])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
