import { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { inOrderOf, printRun, replay } from '../../src/replay/replay.ts'
import { openLab } from '../../src/run/open-lab.ts'

test('a point is a step, where only memory is raced for', async () => {
  const lab = await openLab({
    application: () => ({ taken: false, winners: 0 }),
    actors: ['A', 'B'].map(
      () =>
        async (
          memory: { taken: boolean; winners: number },
          context: { point(name: string): Promise<void> },
        ) => {
          if (memory.taken) return
          await context.point('between look and write')
          memory.taken = true
          memory.winners++
        },
    ),
    reset: false,
    invariant: ({ app }) => app.winners <= 1 || `${app.winners} winners`,
  })
  onTestFinished(() => lab.close())

  const run = await lab.run(inOrderOf([0, 1, 0, 1]))

  expect(run.trace.map(({ step }) => `${step.actor} ${step.kind} ${step.text}`.trim())).toEqual([
    '0 start',
    '1 start',
    '0 point between look and write',
    '1 point between look and write',
  ])
  expect(run.verdict).toEqual({ holds: false, reason: '2 winners' })
})

test('a call to a stub is held until its turn, and told to the invariant', async () => {
  const lab = await openLab({
    setUp: 'create table sent (day date)',
    application: (url) => new Pool({ connectionString: url }),
    gateways: { sms: ({ body }) => ({ status: 202, body: `took ${body}` }) },
    actors: [1, 2].map(
      (who) =>
        async (pool: Pool, { gateways }: { gateways: Readonly<Record<string, string>> }) => {
          const { rowCount } = await pool.query('select from sent')
          if (rowCount !== 0) return 'already'
          const answer = await fetch(`${gateways['sms']}/send`, { method: 'POST', body: `text ${who}` })
          await pool.query("insert into sent values ('2026-11-22')")
          return answer.text()
        },
    ),
    invariant: ({ calls }) => {
      const sent = calls['sms'] ?? []
      return sent.length <= 1 || sent.map(({ body }) => body).join()
    },
  })
  onTestFinished(() => lab.close())

  const serial = await lab.run(inOrderOf([0, 0, 0, 0, 0, 1, 1]))
  const race = await lab.run(inOrderOf([0, 0, 1, 1, 0, 1]))

  expect(serial.trace.map(({ step }) => step.kind).join()).toBe(
    'start,statement,call,statement,commit,start,statement',
  )
  expect(serial.verdict).toEqual({ holds: true })
  expect(race.trace[4]?.step.text).toBe('sms: POST /send')
  expect(race.outcomes[1]).toEqual({ kind: 'returned', value: 'took text 2' })
  expect(race.verdict).toEqual({ holds: false, reason: 'text 1,text 2' })
  expect((await replay(lab, printRun(race))).verdict).toEqual(race.verdict)
})
