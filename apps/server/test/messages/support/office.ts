import { fromPg } from 'daylatch'
import { startClockAt } from 'daylatch/testing'
import { bodyOf } from '../../support/answers.ts'
import type { TestMember } from '../../support/member.ts'
import { startSite, type SiteOptions, type TestSite } from '../../support/start-site.ts'

/** The day of these tests by the clocks of Shanghai, which is over when they are long done, and when the next begins. */
export const TODAY = '2031-05-02'
export const MIDNIGHT = '2031-05-02T16:00:00.000Z'
const NOON = new Date('2031-05-02T04:00:00.000Z')

/** Messages that nobody takes back leave after an hour: no test waits for a gateway. */
const MESSAGES = { undoSeconds: 3600 }

/** An office whose staff sends messages to clients. */
export interface Office {
  readonly site: TestSite
  /** A client with a number of his own, unless one is given. */
  client(options?: ClientOptions): Promise<TestClient>
}

export interface ClientOptions {
  readonly name?: string
  readonly number?: string
  readonly zone?: string | null
  readonly optedOut?: boolean
}

export interface TestClient {
  readonly id: string
  readonly name: string
  readonly number: string
}

/** What is read of a message in answers. */
export interface MessageBody {
  readonly id: string
  readonly client: { readonly id: string; readonly name: string }
  readonly number: string
  readonly text: string
  readonly state: string
  readonly reason: string | null
  readonly sentBy: { readonly id: string; readonly name: string } | null
  readonly period: string
  readonly may: { readonly cancel: boolean; readonly lookUp: boolean; readonly resolve: boolean }
  readonly events: readonly {
    readonly from: string | null
    readonly to: string
    readonly by: string
    readonly reason: string
    readonly actor: { readonly name: string } | null
    readonly detail: Readonly<Record<string, unknown>>
  }[]
}

export interface SendBody {
  readonly code?: string
  readonly message: MessageBody
  readonly limitedBy?: string
  readonly opensAt: string
  readonly rule: { readonly sentence: string; readonly zone: string; readonly resetAt: string }
}

export async function openOffice(
  messages: Readonly<Record<string, unknown>> = {},
  options: SiteOptions = {},
): Promise<Office> {
  const site = await startSite({ ...options, config: { messages: { ...MESSAGES, ...messages } } })
  await startClockAt(fromPg(site.pool), NOON)
  let numbers = 0
  return {
    site,
    client: async ({ name = 'Ada Client', number, zone = 'Asia/Shanghai', optedOut = false } = {}) => {
      numbers += 1
      const { rows } = await site.pool.query<TestClient>(
        `insert into site.client (name, number, zone, zone_source, opted_out_at, opted_out_source)
         values ($1, $2, $3, case when $3::text is null then null else 'set' end,
                 case when $4 then now() end, case when $4 then 'staff' end)
         returning id, name, number`,
        [name, number ?? `+86138${String(numbers).padStart(8, '0')}`, zone, optedOut],
      )
      const [made] = rows
      if (made === undefined) throw new TypeError('Expected the client that was made')
      return made
    },
  }
}

export interface SendOptions {
  readonly key?: string
  readonly language?: string
}

/** Presses the button. */
export async function send(
  sender: TestMember,
  client: TestClient,
  text = 'Your parcel is here',
  { key, language = 'en' }: SendOptions = {},
): Promise<{ readonly status: number; readonly body: SendBody; readonly isReplayed: boolean }> {
  const response = await sender.request(`/api/clients/${client.id}/messages`, {
    method: 'POST',
    body: JSON.stringify({ text }),
    headers: {
      'content-type': 'application/json',
      'accept-language': language,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
  })
  const isReplayed = response.headers.get('idempotency-replayed') === 'true'
  return { status: response.status, body: await bodyOf<SendBody>(response), isReplayed }
}

export async function messageOf(reader: TestMember, id: string): Promise<MessageBody> {
  return await bodyOf<MessageBody>(await reader.request(`/api/messages/${id}`))
}

/** What a dispatcher leaves behind whose call was never answered: nobody knows, and nothing is done by itself. */
export async function makeUnknown({ site }: Office, id: string): Promise<void> {
  const { rowCount } = await site.pool.query(
    `with moved as (
       update daylatch.effect set state = 'unknown', reason = 'no-answer', due_at = 'infinity', attempt = 1,
         first_sent_at = now(), last_sent_at = now(), events = events + 2
       where effect_id = $1 and state = 'held'
       returning *
     )
     insert into daylatch.effect_event (subject, effect_id, seq, at, from_state, to_state, attempt, actor, reason)
     select subject, effect_id, events + place, daylatch.clock(), was, became, 1, 'dispatcher', why
     from moved, (values (-1, 'pending', 'sending', 'taken'), (0, 'sending', 'unknown', 'no-answer'))
       as v (place, was, became, why)`,
    [id],
  )
  if (rowCount !== 2) throw new Error('Expected one message that was held')
}

/** How many unreleased claims of messages there are, and how many effects. */
export async function counted({ site }: Office): Promise<readonly [claims: number, effects: number]> {
  const { rows } = await site.pool.query<{ claims: string; effects: string }>(
    `select (select count(*) from daylatch.claim where action = 'message' and released_at is null) as claims,
            (select count(*) from daylatch.effect) as effects`,
  )
  return [Number(rows[0]?.claims), Number(rows[0]?.effects)]
}
