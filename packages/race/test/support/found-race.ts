import type { FoundRace } from '../../src/index.ts'
import type { Story } from '../../src/report/index.ts'

const story: Story = {
  name: 'sign',
  actors: ['POST /sign', 'POST /sign'],
  anomaly: { id: 'stale-check', title: 'stale check', meaning: '' },
  sentence: 'Both read the flag before either set it.',
  verdict: 'two check-ins',
  moments: [],
  preemptions: 1,
  pair: null,
  isolation: [],
  basis: null,
  cures: [],
  trap: '',
  schedule: 'pg:ABAB',
  reproduced: { times: 5, of: 5 },
  coverage: null,
}

/** A race that was found, with nothing in it that a test of the command looks at but what it is given. */
export function foundRace(id: string, changes: Partial<FoundRace> = {}): FoundRace {
  const reproduced = { times: 5, of: 5 }
  return {
    kind: 'race',
    id,
    schedule: 'pg:ABAB',
    reproduced,
    difference: null,
    story,
    page: null,
    ...changes,
  }
}
