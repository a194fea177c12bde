import pg from 'pg'
import { expectTypeOf, test } from 'vitest'
import {
  actor,
  type Aftermath,
  command,
  defineRace,
  type GatewayCall,
  http,
  race,
  type RaceOptions,
  type RaceResult,
} from '../../src/index.ts'

/** The compiler checks these; nothing here is run. */
declare const take: (pool: pg.Pool, name: string) => Promise<void>
const open = (url: string): pg.Pool => new pg.Pool({ connectionString: url })

test('what the application gives is what actors and invariant get', () => {
  const holds = async (): Promise<RaceResult> =>
    await race({
      application: (url) => new pg.Pool({ connectionString: url }),
      actors: [
        (pool) => take(pool, 'ada'),
        async (pool, { point, run }) => {
          expectTypeOf(pool).toEqualTypeOf<pg.Pool>()
          expectTypeOf(run).toEqualTypeOf<number>()
          await point('between')
        },
        actor('Ben takes it', (pool: pg.Pool) => take(pool, 'ben')),
      ],
      invariant: async ({ app, query, outcomes }) => {
        expectTypeOf(app).toEqualTypeOf<pg.Pool>()
        const rows = await query<{ n: number }>('select count(*)::int as n from seat')
        return rows[0]?.n === outcomes.length
      },
    }).holds()
  expectTypeOf(holds).returns.resolves.toEqualTypeOf<RaceResult>()
})

test('actors that are requests and commands need no application in this process', () => {
  const options = defineRace({
    application: { command: 'flask run', env: { FLASK_APP: 'app' } },
    actors: [http('POST', '/sign', { form: { card_id: '1' } }), command('rake message')],
    invariant: 'select count(*) <= 1 from check_in',
  })
  expectTypeOf(options).toEqualTypeOf<RaceOptions<undefined, never>>()
})

test('stubs are known by name wherever they are used', () => {
  defineRace({
    gateways: { sms: () => ({ status: 202 }), mail: () => undefined },
    application: open,
    actors: [
      async (_pool, { gateways }) => {
        expectTypeOf(gateways).toEqualTypeOf<Readonly<Record<'sms' | 'mail', string>>>()
        await fetch(gateways.sms)
      },
    ],
    invariant: ({ calls }) => {
      expectTypeOf(calls.sms).toEqualTypeOf<readonly GatewayCall[]>()
      return calls.sms.length <= 1
    },
  })
  expectTypeOf<Aftermath['calls'][string]>().toEqualTypeOf<readonly GatewayCall[]>()
})

test('what cannot be meant does not compile', () => {
  expectTypeOf<{ actors: []; invariant: number }>().not.toExtend<RaceOptions>()
  expectTypeOf<{ actors: [string]; invariant: 'select true' }>().not.toExtend<RaceOptions>()
  expectTypeOf<{ actors: []; invariant: ''; bound: 'all' }>().not.toExtend<RaceOptions>()
  expectTypeOf<{ actors: []; invariant: ''; reset: 'truncate' }>().not.toExtend<RaceOptions>()
})
