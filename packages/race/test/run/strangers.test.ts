import { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { inOrderOf } from '../../src/replay/replay.ts'
import { openLab } from '../../src/run/open-lab.ts'

for (const [strangers, seen] of [
  ['pass', 'background,actor'],
  ['hold', 'actor'],
] as const) {
  test(`${strangers}: a background job's statement belongs to no actor`, async () => {
    let written: Promise<unknown> = Promise.resolve()
    const lab = await openLab({
      setUp: 'create table log (id serial, who text)',
      application: (url, { backgroundUrl }) => ({
        pool: new Pool({ connectionString: url }),
        job: new Pool({ connectionString: backgroundUrl }),
      }),
      close: async ({ pool, job }) => {
        await pool.end()
        await job.end()
      },
      strangers,
      actors: [
        async ({ pool, job }) => {
          // While the actor is at work: without the mark on its connection the statement would count as the actor's.
          written = job.query("insert into log (who) values ('background')")
          if (strangers === 'pass') await written
          await pool.query("insert into log (who) values ('actor')")
        },
      ],
      invariant: async ({ query }) => {
        const rows = await query<{ who: string }>('select who from log order by id')
        return rows.map(({ who }) => who).join() === seen
      },
    })
    onTestFinished(() => lab.close())

    for (const time of [1, 2]) {
      const run = await lab.run(inOrderOf([]))
      await written

      expect(run.trace.map(({ step }) => step.kind).join()).toBe('start,statement,commit')
      expect(run.verdict, `execution ${time}`).toEqual({ holds: true })
      expect(await lab.query('select count(*)::int as n from log')).toEqual([{ n: 2 }])
    }
  })
}
