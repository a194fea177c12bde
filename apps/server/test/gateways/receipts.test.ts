import { waitFor } from '@daylatch/test-kit'
import { day, effectReceipts, findEffect, once } from 'daylatch'
import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/config/defaults.ts'
import { receiptUrl } from '../../src/gateways/registry.ts'
import { receiptToken } from '../../src/gateways/receipt-token.ts'
import { HOSTILE_BODIES } from '../support/hostile.ts'
import { serveHere, type SiteHere } from '../support/serve-here.ts'

const TOKEN = 'twilio-token-secret'
const ACCOUNT = `AC${'0'.repeat(32)}`
const message = once('message', { per: day({ zone: 'UTC' }) })

let here: SiteHere
beforeAll(async () => {
  const gateways = {
    handset: { kind: 'handset' as const },
    kannel: { kind: 'kannel' as const, url: 'http://127.0.0.1:1/', username: 'app' },
    twilio: { kind: 'twilio' as const, accountSid: ACCOUNT, from: '+15557122661' },
  }
  here = await serveHere({
    config: { messages: { ...DEFAULT_CONFIG.messages, gateways } },
    gatewaySecrets: {
      DAYLATCH_GATEWAY_KANNEL_PASSWORD: 'kannel-secret',
      DAYLATCH_GATEWAY_TWILIO_AUTH_TOKEN: TOKEN,
    },
  })
})

afterAll(async () => {
  await here.stop()
})

interface Sending {
  readonly effectId: string
  readonly recipient: string
  /** Where its gateway was told to send receipts to, on the port that the test knows. */
  readonly url: string
  /** The same as the gateway knows it. */
  readonly given: string
}

/** A message that is at its gateway, and its first attempt's address for receipts. */
async function sending(gateway: string): Promise<Sending> {
  const { site } = here
  const subject = `client:${randomUUID()}`
  const recipient = `+4477009${String(10_000 + Math.floor(Math.random() * 89_999))}`
  const sent = await message.send(site.claims, subject, { gateway, recipient, payload: { text: 'x' } })
  if (sent.status !== 'queued') throw new TypeError('Expected a free slot')
  const { id: effectId } = sent.effect
  await site.pool.query(
    `update daylatch.effect set state = 'sending', attempt = 1, first_sent_at = clock_timestamp(),
       last_sent_at = clock_timestamp(), due_at = clock_timestamp() + interval '1 hour' where effect_id = $1`,
    [effectId],
  )
  const token = receiptToken(site.receiptKey, gateway, { subject, effectId, attempt: 1 })
  return {
    effectId,
    recipient,
    url: receiptUrl(here.url, gateway, token),
    given: receiptUrl(site.settings.publicUrl, gateway, token),
  }
}

async function stateOf({ effectId }: Sending): Promise<string | undefined> {
  return (await findEffect(here.site.reads, effectId))?.state
}

/** A status callback as Twilio sends it: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status */
async function fromTwilio(
  { url, given }: Sending,
  status: string,
  { code, signedFor = given }: { code?: string; signedFor?: string } = {},
): Promise<Response> {
  const fields = {
    AccountSid: ACCOUNT,
    ApiVersion: '2010-04-01',
    From: '+15557122661',
    MessageSid: `SM${'1'.repeat(32)}`,
    MessageStatus: status,
    To: '+447700900123',
    ...(code === undefined ? {} : { ErrorCode: code }),
  }
  const headers = { 'x-twilio-signature': signature(signedFor, fields) }
  return await fetch(url, { method: 'POST', headers, body: new URLSearchParams(fields) })
}

/** The address, then every field with its value in the order of the names: https://www.twilio.com/docs/usage/security#validating-requests */
function signature(url: string, fields: Readonly<Record<string, string>>): string {
  const names = Object.keys(fields).sort()
  const signed = names.reduce((text, name) => `${text}${name}${fields[name] ?? ''}`, url)
  return createHmac('sha1', TOKEN).update(signed).digest('base64')
}

describe('a receipt moves its message', () => {
  test('of Kannel, which fetches the address', async () => {
    const one = await sending('kannel')

    const taken = await fetch(`${one.url}?type=8&ref=m1&answer=`)
    expect([taken.status, await taken.json()]).toEqual([200, { taken: true }])
    expect(await stateOf(one)).toBe('sent')
    // Text of the message in two bytes a character, as some centres put it into their answer.
    await fetch(`${one.url}?type=1&ref=m1&answer=stat%3ADELIVRD%20err%3A000%20text%3A%00Y%00o`)
    expect(await stateOf(one)).toBe('delivered')
    expect(await effectReceipts(here.site.reads, one.effectId)).toMatchObject([
      { status: 'accepted', code: null, attempt: 1, verdict: 'moved' },
      { status: 'delivered', code: 'DELIVRD 000', attempt: 1, verdict: 'moved' },
    ])
  })

  test('of Twilio, which signs it', async () => {
    const one = await sending('twilio')

    expect((await fromTwilio(one, 'sent')).status).toBe(200)
    expect((await fromTwilio(one, 'undelivered', { code: '30003' })).status).toBe(200)
    expect(await stateOf(one)).toBe('undelivered')
    expect((await effectReceipts(here.site.reads, one.effectId))?.at(-1)).toMatchObject({ code: '30003' })
  })

  test('of the handset, as JSON', async () => {
    const one = await sending('handset')
    const body = { messageId: 'h-1', attemptId: `${one.effectId}.1`, status: 'delivered', deliveredAt: '' }
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }

    expect((await fetch(one.url, init)).status).toBe(200)
    expect(await stateOf(one)).toBe('delivered')
  })

  test('once, however often it comes, and never backwards', async () => {
    const one = await sending('twilio')
    const statuses = ['delivered', 'delivered', 'sent', 'queued', 'delivered']
    const answers = await Promise.all(statuses.map(async (status) => await fromTwilio(one, status)))

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(await stateOf(one)).toBe('delivered')
    const kept = await effectReceipts(here.site.reads, one.effectId)
    const times = new Map(kept?.map((receipt) => [receipt.status, receipt.times]))
    expect([kept?.length, times.get('accepted'), times.get('delivered')]).toEqual([2, 2, 3])
  })

  test('of many messages at a time, each its own', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, async () => await sending('kannel')))
    await Promise.all(
      all.map(async ({ url }, index) => await fetch(`${url}?type=${index % 2 === 0 ? 1 : 2}`)),
    )

    expect(await Promise.all(all.map(stateOf))).toEqual(
      all.map((_, index) => (index % 2 === 0 ? 'delivered' : 'undelivered')),
    )
  })
})

describe('an opt-out that Twilio knows of', () => {
  test('is one of everybody here with that number', async () => {
    const one = await sending('twilio')
    const { pool } = here.site
    const insert = `insert into site.client (name, number) values ('A', $1), ('B', $1), ('C', '+447700900999') returning id`
    const { rows } = await pool.query<{ id: string }>(insert, [one.recipient])

    await fromTwilio(one, 'failed', { code: '21610' })

    const optedOut = `select opted_out_source from site.client where id = any($1) order by seq`
    const sources = await waitFor('the opt-out', async () => {
      const found = await pool.query<{ opted_out_source: string | null }>(optedOut, [
        rows.map(({ id }) => id),
      ])
      const list = found.rows.map((row) => row.opted_out_source)
      return list.includes('gateway') && list
    })
    expect(sources).toEqual(['gateway', 'gateway', null])
  })
})

describe('what is no receipt', () => {
  const NOT_HERE = { code: 'not-found', detail: 'There is nothing at this address.' }

  test('an address of another message, gateway, site or attempt is not there, and it is not told why', async () => {
    const one = await sending('kannel')
    const path = one.url.slice(0, one.url.lastIndexOf('/') + 1)
    const place = { subject: 'client:x', effectId: one.effectId, attempt: 1 }
    const token = one.url.slice(path.length)
    const wrong = [
      `${path}${receiptToken('another key', 'kannel', place)}`,
      // Ours, and about a message that is not there any more.
      `${path}${receiptToken(here.site.receiptKey, 'kannel', { ...place, effectId: randomUUID() })}`,
      one.url.replace('/kannel/', '/handset/'),
      one.url.replace('/kannel/', '/fax/'),
      `${path}${token.slice(0, -2)}`,
      `${path}${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`,
      `${path}${token}=`,
      `${path}x`,
    ]
    for (const url of wrong) {
      const answer = await fetch(`${url}?type=1`)
      expect([url, answer.status, await answer.json()]).toMatchObject([url, 404, NOT_HERE])
    }
    expect(await stateOf(one)).toBe('sending')
  })

  test('a method that the gateway does not use is refused', async () => {
    const [kannel, other] = [await sending('kannel'), await sending('twilio')]
    const answers = [
      await fetch(`${kannel.url}?type=1`, { method: 'POST' }),
      await fetch(`${other.url}?MessageStatus=delivered`),
      await fetch(`${kannel.url}?type=1`, { method: 'HEAD' }),
    ]

    expect(answers.map(({ status }) => status)).toEqual([405, 405, 404])
    expect([await stateOf(kannel), await stateOf(other)]).toEqual(['sending', 'sending'])
  })

  test.each([
    ['without a signature', {}],
    ['with one of nonsense', { 'x-twilio-signature': 'AAAA' }],
    ['with one for other fields', { 'x-twilio-signature': signature('http://127.0.0.1', {}) }],
  ])('a request to Twilio’s address %s is refused', async (_what, headers) => {
    const one = await sending('twilio')
    const body = new URLSearchParams({ MessageStatus: 'delivered' })
    const answer = await fetch(one.url, { method: 'POST', headers, body })

    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'not-signed' }])
    expect(await stateOf(one)).toBe('sending')
  })

  test('a receipt that was signed for another message’s address is refused', async () => {
    const [one, other] = [await sending('twilio'), await sending('twilio')]

    expect((await fromTwilio(one, 'delivered', { signedFor: other.given })).status).toBe(403)
  })

  test.each(['', '?type=', '?type=3', '?type=__proto__', '?type=1&type=2', '?type[]=1', '?type=%ff'])(
    'Kannel’s address with the query %j is refused',
    async (query) => {
      const one = await sending('kannel')
      const answer = await fetch(`${one.url}${query}`)

      expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'not-a-receipt' }])
    },
  )

  test.each(['twilio', 'handset', 'kannel'])('no hostile body moves a message of %s', async (gateway) => {
    const one = await sending(gateway)
    for (const [what, type, body] of HOSTILE_BODIES) {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
      const answer = await fetch(one.url, { method: 'POST', headers, body })
      const { code } = (await answer.json()) as { code?: string }
      expect([what, answer.status >= 400 && answer.status < 500, typeof code]).toEqual([what, true, 'string'])
    }
    expect(await stateOf(one)).toBe('sending')
  })
})
