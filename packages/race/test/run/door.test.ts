import { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { serverUrl } from '@daylatch/test-kit'
import { openLab } from '../../src/run/open-lab.ts'

const setUp = 'create table seat (id int primary key, taken int not null); insert into seat values (1, 0)'
const take = async (app: Pool): Promise<void> => void (await app.query('update seat set taken = taken + 1'))

test('an application that insists on TLS runs in any order like another', async () => {
  const lab = await openLab({
    database: serverUrl(),
    setUp,
    tls: true,
    application: (url, { certificate }) =>
      new Pool({ connectionString: url, ssl: { ca: certificate ?? '' }, max: 2 }),
    actors: [take, take],
    invariant: 'select taken = 2 from seat',
  })
  const { verdict, trace } = await lab.run(({ enabled }) => enabled.at(-1)?.actor ?? 0)
  await lab.close()
  expect([verdict.holds, trace[0]?.step.actor]).toEqual([true, 1])
})

test('an application in this process comes by a socket, without a word about it', async () => {
  const lab = await openLab({
    database: serverUrl(),
    setUp,
    application: (url) => new Pool({ connectionString: url, max: 2 }),
    actors: [take],
    invariant: 'select taken = 1 from seat',
  })
  const { verdict } = await lab.run(() => 0)
  const { connectionString = '' } = lab.app.options
  await lab.close()
  expect([verdict.holds, connectionString.includes('?host=/')]).toEqual([true, true])
})

test('a role that is no superuser is let in, with the settings that it may have', async () => {
  const role = `racer_${process.pid}`
  const server = new Pool({ connectionString: serverUrl() })
  await server.query(`create role ${role} login createdb password 'sesame'`)
  onTestFinished(async () => {
    await server.query(`drop role ${role}`)
    await server.end()
  })
  const options = {
    database: serverUrl().replace(/\/\/[^@/]*@/, `//${role}:sesame@`),
    setUp,
    application: (url: string) => new Pool({ connectionString: url, max: 2 }),
    actors: [take, take],
    invariant: 'select taken = 2 from seat',
  }
  const lab = await openLab({
    ...options,
    reset: ({ query }) => query('update seat set taken = 0'),
  })
  const { verdict } = await lab.run(({ enabled }) => enabled[0]?.actor ?? 0)
  await lab.close()
  expect(verdict.holds).toBe(true)
  await expect(openLab(options)).rejects.toMatchObject({ code: 'BAD_OPTION' })
})
