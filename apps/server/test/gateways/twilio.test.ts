import { describe, expect, test } from 'vitest'
import twilio from 'twilio'
import { twilioGateway } from '../../src/gateways/twilio/twilio.ts'
import { describeGatewayContract } from '../support/gateways/gateway-contract.ts'
import { answerOf, someMessage } from '../support/gateways/observe.ts'
import { type Reaction, scriptedServer } from '../support/gateways/scripted-server.ts'

const ACCOUNT = `AC${'0'.repeat(32)}`
const SID = `SM${'1'.repeat(32)}`
const TOKEN = 'a-secret-token'

/** The answer to a message that was made: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
const MADE = {
  status: 201,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    account_sid: ACCOUNT,
    api_version: '2010-04-01',
    body: 'Your table is ready',
    date_created: 'Thu, 24 Aug 2023 05:01:45 +0000',
    date_sent: null,
    date_updated: 'Thu, 24 Aug 2023 05:01:45 +0000',
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: '+15557122661',
    messaging_service_sid: null,
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: null,
    sid: SID,
    status: 'queued',
    subresource_uris: { media: `/2010-04-01/Accounts/${ACCOUNT}/Messages/${SID}/Media.json` },
    to: '+447700900123',
    uri: `/2010-04-01/Accounts/${ACCOUNT}/Messages/${SID}.json`,
  }),
}

/** The form of an error: https://www.twilio.com/docs/usage/troubleshooting/debugging-your-application#response-codes */
function apiError(status: number, code: number): Extract<Reaction, { status: number }> {
  const more_info = `https://www.twilio.com/docs/errors/${code}`
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, message: 'Somebody +447700900123', more_info, status }),
  }
}

function twilioAt(url: string, { timeoutMs = 30_000, service = false } = {}) {
  return twilioGateway({
    name: 'twilio',
    settings: {
      kind: 'twilio',
      url,
      accountSid: ACCOUNT,
      ...(service ? { messagingServiceSid: `MG${'2'.repeat(32)}` } : { from: '+15557122661' }),
    },
    timeoutMs,
    secret: TOKEN,
    receiptUrl: ({ attemptId }) => `https://example.com/api/gateways/twilio/receipts/${attemptId}`,
  }).gateway
}

describeGatewayContract('Twilio', {
  make: (url, timeoutMs) => twilioAt(url, { timeoutMs }),
  accepts: MADE,
})

async function answerTo(reaction: Reaction): Promise<unknown> {
  const server = await scriptedServer(() => reaction)
  try {
    return await answerOf(twilioAt(server.url))
  } finally {
    await server.close()
  }
}

describe('a message', () => {
  test('is one POST of a form, in the name of the account, with an address for its receipts', async () => {
    const server = await scriptedServer(() => MADE)
    const message = someMessage({ payload: { text: 'Tisch & Stühle: 8 €' } })

    const answer = await answerOf(twilioAt(server.url), { message })

    const [arrival, ...others] = server.arrivals
    await server.close()
    expect(answer).toEqual({ outcome: 'accepted', gatewayRef: SID })
    expect(others).toEqual([])
    // https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
    expect(arrival?.method).toBe('POST')
    expect(arrival?.path).toBe(`/2010-04-01/Accounts/${ACCOUNT}/Messages.json`)
    expect(arrival?.headers.get('content-type')).toBe('application/x-www-form-urlencoded')
    // https://www.twilio.com/docs/usage/requests-to-twilio#credentials
    expect(arrival?.headers.get('authorization')).toBe(
      `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`,
    )
    expect(arrival?.headers.get('connection')).toBe('close')
    expect(Object.fromEntries(new URLSearchParams(arrival?.body))).toEqual({
      To: '+447700900123',
      From: '+15557122661',
      Body: 'Tisch & Stühle: 8 €',
      StatusCallback: `https://example.com/api/gateways/twilio/receipts/${message.attemptId}`,
    })
  })

  test('goes out by a messaging service where one is named', async () => {
    const server = await scriptedServer(() => MADE)
    await answerOf(twilioAt(server.url, { service: true }))
    const fields = new URLSearchParams(server.arrivals[0]?.body)
    await server.close()

    expect(fields.get('MessagingServiceSid')).toBe(`MG${'2'.repeat(32)}`)
    expect(fields.has('From')).toBe(false)
  })

  test.each([
    ['a 201 without a SID', { ...MADE, body: '{}' }],
    ['a 200, which nobody documents for a message that was made', { ...MADE, status: 200 }],
  ])('%s is unknown', async (_what, reaction) => {
    expect(await answerTo(reaction)).toMatchObject({ outcome: 'unknown' })
  })
})

describe('errors', () => {
  test.each([
    // https://www.twilio.com/docs/api/errors/21211: invalid 'To' number
    [400, 21211, false],
    // https://www.twilio.com/docs/api/errors/21610: the recipient has opted out
    [400, 21610, false],
    // https://www.twilio.com/docs/api/errors/21614: not a mobile number
    [400, 21614, false],
    // https://www.twilio.com/docs/api/errors/21608: not verified, on a trial account
    [403, 21608, false],
    // https://www.twilio.com/docs/api/errors/20003: wrong credentials
    [401, 20003, false],
    // https://www.twilio.com/docs/api/errors/20429: not processed, safe to try again
    [429, 20429, true],
    // https://www.twilio.com/docs/api/errors/21611: the sender's queue is full
    [429, 21611, true],
  ])('%i with %i is definite; again: %s', async (status, code, again) => {
    expect(await answerTo(apiError(status, code))).toEqual({ outcome: 'refused', code: String(code), again })
  })

  test.each([
    // https://www.twilio.com/docs/api/errors/20500: an internal error; sending is not idempotent
    ['an internal error', apiError(500, 20500)],
    ['a code that nobody has sorted', apiError(400, 99999)],
    ['a known code with a status that does not go with it', apiError(500, 21610)],
    ['a 429 of somebody on the way', { status: 429, body: 'Too many requests' }],
    ['a 400 without a code', { status: 400, body: '{"message":"no"}' }],
    ['a code that is a text', { status: 400, body: '{"code":"21610","status":400}' }],
    ['null', { status: 400, body: 'null' }],
  ])('%s is unknown', async (_what, reaction) => {
    expect(await answerTo(reaction)).toMatchObject({ outcome: 'unknown' })
  })

  test('neither the token nor the number of somebody stands in what is kept of one', async () => {
    const answers = JSON.stringify([
      await answerTo(apiError(400, 21211)),
      await answerTo(apiError(500, 20500)),
      await answerTo({ close: true }),
      await answerOf(twilioAt('http://127.0.0.1:1')),
    ])

    expect(answers).not.toMatch(/token|4477|Basic|receipts/)
  })
})

describe('the library', () => {
  /** As its README shows it, pointed at a server of ours. */
  async function arrivalsByTheBook(reaction: Reaction, options: { autoRetry: boolean }): Promise<number> {
    const server = await scriptedServer(() => reaction)
    const client = twilio(ACCOUNT, TOKEN, { ...options, maxRetryDelay: 1 })
    const { httpClient } = client
    const send = httpClient.request.bind(httpClient)
    httpClient.request = async (wanted) =>
      await send({ ...wanted, uri: wanted.uri.replace(/^https:\/\/[^/]+/, server.url) })
    await client.messages
      .create({ to: '+447700900123', from: '+15557122661', body: 'x' })
      .catch(() => undefined)
    await server.close()
    return server.arrivals.length
  }

  test('repeats what was refused with 429 by itself where that is on; here it never is', async () => {
    const refused = apiError(429, 20429)
    expect(await arrivalsByTheBook(refused, { autoRetry: true })).toBe(4)

    const server = await scriptedServer(() => refused)
    await answerOf(twilioAt(server.url))
    await server.close()
    expect(server.arrivals).toHaveLength(1)
  })
})
