import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { notFound } from '../http/error-handler.ts'
import { FORM_OR_JSON, Problem, problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { ReceiptQueue } from './receipt-queue.ts'
import { readReceiptToken, type ReceiptPlace } from './receipt-token.ts'
import { receiptUrl } from './registry.ts'
import type { ReceiptReading, SiteGateway } from './site-gateway.ts'

const PATH = '/api/gateways/:name/receipts/:token'

const Params = Type.Object({
  name: Type.String({ description: 'Name of the gateway in the configuration' }),
  token: Type.String({ description: 'Says which attempt it is about, signed by this site' }),
})

const Taken = Type.Object({ taken: Type.Literal(true) })

type Place = Readonly<Record<'name' | 'token', string>>

/**
 * Delivery receipts of gateways, by the address that each attempt was given. Whoever has it may say what became of that
 * attempt, and nothing else. It is checked before a byte of the body is read.
 */
export function receiptRoutes(app: App, site: Site): void {
  const receipts = new ReceiptQueue(site.claims)
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    await Promise.resolve()
    findPlace(site, request)
  }
  const handler = async (request: FastifyRequest): Promise<Static<typeof Taken>> => {
    const { gateway, place } = findPlace(site, request)
    const reading = await read(site, gateway, request)
    if (reading.read === 'refused') throw refusal(reading)
    if (reading.read === 'receipt') await record(site, receipts, gateway, place, reading)
    return { taken: true }
  }
  const config = { takesAnyText: true }
  const common = { tags: ['gateways'], params: Params }
  app.post(
    PATH,
    {
      onRequest,
      config,
      schema: {
        operationId: 'takeReceipt',
        description:
          'A delivery receipt, in the form of the gateway. Repeated ones and late ones change nothing. An address that was not made here is not there.',
        ...common,
        consumes: FORM_OR_JSON,
        response: { 200: Taken, ...problems(400, 403, 404, 405, 413, 415, 503) },
      },
    },
    handler,
  )
  app.get(
    PATH,
    {
      onRequest,
      config,
      exposeHeadRoute: false,
      schema: {
        operationId: 'fetchReceipt',
        description:
          'The same, for gateways that can only fetch an address, as Kannel does. The one GET that changes something.',
        ...common,
        response: { 200: Taken, ...problems(400, 404, 405, 503) },
      },
    },
    handler,
  )
}

/** @throws {Problem} 404, for whatever reason: it is not told which */
function findPlace(site: Site, request: FastifyRequest): { gateway: SiteGateway; place: ReceiptPlace } {
  const { name, token } = request.params as Place
  const gateway = site.gateways.get(name)
  const place = readReceiptToken(site.receiptKey, name, token)
  if (gateway === undefined || place === undefined) throw notFound()
  return { gateway, place }
}

async function read(site: Site, gateway: SiteGateway, request: FastifyRequest): Promise<ReceiptReading> {
  const { token } = request.params as Place
  const { url, headers, query, body } = request
  const search = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  return await gateway.readReceipt({
    method: request.method === 'GET' ? 'GET' : 'POST',
    url: `${receiptUrl(site.settings.publicUrl, gateway.name, token)}${search}`,
    headers,
    query: query as Readonly<Record<string, unknown>>,
    body,
  })
}

function refusal({ why }: Extract<ReceiptReading, { read: 'refused' }>): Problem {
  switch (why) {
    case 'not-allowed':
      return new Problem(405, 'method-not-allowed', 'This gateway sends its receipts by another method.')
    case 'not-signed':
      return new Problem(
        403,
        'not-signed',
        'The signature of the gateway is missing or wrong. Check that publicUrl is what the gateway was given.',
      )
    case 'not-a-receipt':
      return new Problem(400, 'not-a-receipt', 'This is no receipt of this gateway.')
  }
}

async function record(
  site: Site,
  receipts: ReceiptQueue,
  { name }: SiteGateway,
  { effectId, attempt, subject }: ReceiptPlace,
  { status, code, gatewayRef, optedOut }: Extract<ReceiptReading, { read: 'receipt' }>,
): Promise<void> {
  const result = await receipts.record({
    effectId,
    attempt,
    status,
    ...(code === undefined ? {} : { code }),
    ...(gatewayRef === undefined ? {} : { gatewayRef }),
  })
  const { effect } = result
  // Of a database that was restored from before it, or whose old effects were dropped.
  if (effect === null) throw notFound()
  if (result.status === 'contradicts') {
    const facts = { gateway: name, subject, effectId, attempt, says: status, state: effect.state }
    site.log.warn(facts, 'a receipt contradicts what is known of a message; somebody should look at it')
  }
  if (optedOut === true) site.noteOptOut(effect.recipient)
}
