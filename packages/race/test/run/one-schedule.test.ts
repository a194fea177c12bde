import { describe, expect, onTestFinished, test } from 'vitest'
import type { LabOptions } from '../../src/config/lab-options.ts'
import { inOrderOf } from '../../src/replay/replay.ts'
import type { Lab } from '../../src/run/lab.ts'
import { openLab } from '../../src/run/open-lab.ts'
import type { Run } from '../../src/run/run.ts'
import { signInLab } from '../sign-in.ts'

export async function lab<App>(options: LabOptions<App>): Promise<Lab<App>> {
  const opened = await openLab(options)
  onTestFinished(() => opened.close())
  return opened
}

/** `A start, A begin, …`, with `~` for whoever had to wait and for whom. */
function told(run: Run): string {
  return run.trace
    .map(({ step, waitedFor }) => {
      const waits = waitedFor.map((actor) => `~${'ABC'[actor]}`).join('')
      return `${'ABC'[step.actor]} ${step.kind === 'statement' ? step.skeleton.split(' ')[0] : step.kind}${waits}`
    })
    .join(', ')
}

describe('one order', () => {
  test('one actor after the other keeps the promise', async () => {
    const run = await (await lab(signInLab())).run(inOrderOf([0, 0, 0, 0, 0, 0, 1, 1, 1, 1]))

    expect(told(run)).toBe(
      'A start, A begin, A select, A insert, A update, A commit, B start, B begin, B select, B commit',
    )
    expect(run.outcomes).toEqual([
      { kind: 'returned', value: true },
      { kind: 'returned', value: false },
    ])
    expect(run.verdict).toEqual({ holds: true })
  })

  test('a look of the second before the commit of the first pays twice', async () => {
    const run = await (await lab(signInLab())).run(inOrderOf([0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]))

    expect(run.verdict).toEqual({ holds: false, reason: '2 sign-ins, 20 points' })
    expect(run.trace.map(({ step }) => step.actor).join('')).toBe('000111000111')
  })

  test('the same order is the same run, from the same start, again and again', async () => {
    const opened = await lab(signInLab())
    const order = [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]
    const first = await opened.run(inOrderOf(order))
    const second = await opened.run(inOrderOf(order))

    expect(told(second)).toBe(told(first))
    expect(second.verdict).toEqual(first.verdict)
    expect(second.trace.map(({ result }) => result.rows)).toEqual(
      first.trace.map(({ result }) => result.rows),
    )
  })

  test('a lock makes the second wait until the first has committed, and holds', async () => {
    const run = await (await lab(signInLab('lock'))).run(inOrderOf([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1]))

    expect(told(run)).toBe(
      'A start, A begin, A select, B start, B begin, B select~A, A select, A insert, A update, A commit, B select, B commit',
    )
    expect(run.trace[5]?.doneAfter).toBe(9)
    expect(run.verdict).toEqual({ holds: true })
  })
})
