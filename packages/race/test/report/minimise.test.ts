import { expect, test } from 'vitest'
import type { Chooser, Program, Run, RunOptions, TraceEntry } from '../../src/index.ts'
import { minimise } from '../../src/report/index.ts'
import { inOrderOf } from '../../src/replay/replay.ts'
import { Actor, record } from './support/record.ts'

/** Actors with so many steps each, and a rule for what goes wrong in which order. */
class Scripted implements Program {
  readonly actors: readonly string[]
  runs = 0
  readonly #steps: readonly number[]
  readonly #reason: (turns: string) => string | null

  constructor(steps: readonly number[], reason: (turns: string) => string | null) {
    this.actors = steps.map((_, actor) => `actor ${actor}`)
    this.#steps = steps
    this.#reason = reason
  }

  async run(
    choose: Chooser,
    { actors = this.#steps.map((_, actor) => actor) }: RunOptions = {},
  ): Promise<Run> {
    this.runs += 1
    const left = this.#steps.map((steps, actor) => (actors.includes(actor) ? steps : 0))
    const trace: TraceEntry[] = []
    while (left.some((steps) => steps > 0)) {
      const enabled = left.flatMap((steps, actor) =>
        steps > 0 ? [new Actor(actor).sql('select 1').step] : [],
      )
      const actor = choose({ index: trace.length, enabled, previous: trace.at(-1)?.step.actor ?? null })
      left[actor] = (left[actor] ?? 0) - 1
      const [entry] = record('', [new Actor(actor).sql('select 1')]).trace
      if (entry !== undefined)
        trace.push({ ...entry, doneAfter: trace.length, enabled: enabled.map((step) => step.actor) })
    }
    const reason = this.#reason(trace.map(({ step }) => 'ABC'[step.actor]).join(''))
    const verdict = reason === null ? ({ holds: true } as const) : ({ holds: false, reason } as const)
    return await Promise.resolve({ trace, outcomes: [], verdict })
  }

  async fail(turns: string): Promise<Run> {
    return await this.run(inOrderOf(turns.split('').map((letter) => 'ABC'.indexOf(letter))))
  }
}

function turns(run: Run): string {
  return run.trace.map(({ step }) => 'ABC'[step.actor]).join('')
}

test('an actor without a part in it is left out', async () => {
  const program = new Scripted([2, 2, 2], (order) => (/A.*B.*A/.test(order) ? 'lost 1' : null))
  const found = await program.fail('CABCAB')

  expect(turns(await minimise(program, found))).toBe('ABBA')
})

test('every switch that is not needed goes', async () => {
  const program = new Scripted([3, 3], (order) => (/A.*B.*A/.test(order) ? 'lost' : null))
  const found = await program.fail('ABABAB')

  expect(turns(await minimise(program, found))).toMatch(/^A+B+A+$/)
})

test('what needs two preemptions keeps them', async () => {
  const program = new Scripted([2, 2], (order) => (order === 'ABAB' ? 'lost' : null))
  const found = await program.fail('ABAB')

  expect(turns(await minimise(program, found))).toBe('ABAB')
})

test('a smaller order that fails for another reason is another race', async () => {
  const program = new Scripted([2, 2], (order) =>
    order === 'ABAB' ? '3 rows' : order === 'ABBA' ? 'deadlock' : null,
  )
  const found = await program.fail('ABAB')

  expect(turns(await minimise(program, found))).toBe('ABAB')
})

test('it stops when its executions are used up', async () => {
  const program = new Scripted([4, 4, 4], (order) => (/A.*B.*A/.test(order) ? 'lost' : null))
  const found = await program.fail('ABCABCABCABC')
  program.runs = 0
  await minimise(program, found, { runs: 3 })

  expect(program.runs).toBe(3)
})
