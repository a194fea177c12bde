import { personOf, requireStaff } from '../accounts/identify.ts'
import {
  IdempotencyHeaders,
  keyedRequest,
  markReplayed,
  takeIdempotencyKey,
} from '../http/idempotency-key.ts'
import { asProblem, Problem, problems, problemWith, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { Type } from 'typebox'
import { messagesOfClient } from '../messages/of-client.ts'
import { changeClient, type ClientChange } from './change-client.ts'
import { importRoute } from './import/route.ts'
import { makeClient } from './make-client.ts'
import { type PhoneNumber, readPhoneNumber } from './phone-number.ts'
import { chooseZone, readName, readZone } from './rules.ts'
import { cancelPointless, letGoByZone } from './settle-waiting.ts'
import {
  ByClient,
  ClientChangeSchema,
  ClientFields,
  ClientPageSchema,
  ClientSchema,
  ClientsQuery,
  ClientsSchema,
  NewClientSchema,
} from './schemas.ts'
import { countSharing, findClient, searchClients } from './store.ts'

const tags = ['clients']

/** Whom messages are sent to. All of the staff may read; who is at least an editor may change. */
export function clientRoutes(app: App, site: Site): void {
  listRoute(app, site)
  makeRoute(app, site)
  changeRoute(app, site)
  importRoute(app, site)
}

function listRoute(app: App, site: Site): void {
  const onRequest = requireStaff(site, 'viewer')
  app.get(
    '/api/clients',
    {
      onRequest,
      schema: {
        operationId: 'listClients',
        tags,
        description: 'The newest first, each with the last message.',
        querystring: ClientsQuery,
        response: { 200: ClientsSchema, ...problems(400, 401, 403, 503) },
      },
    },
    async ({ query }) => {
      const { items, nextCursor } = await searchClients(site.pool, query.search ?? '', query.cursor)
      return { items: [...items], nextCursor }
    },
  )
  app.get(
    '/api/clients/:id',
    {
      onRequest,
      schema: {
        operationId: 'getClient',
        tags,
        description: 'A client with the slot of the running day, the rule in words, and the messages.',
        params: ByClient,
        response: { 200: ClientPageSchema, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const client = await findClient(site.pool, request.params.id)
      const [sharedWith, messages] = await Promise.all([
        countSharing(site.pool, client),
        messagesOfClient(site, request, client),
      ])
      return { ...client, sharedWith, ...messages }
    },
  )
}

function makeRoute(app: App, site: Site): void {
  app.post(
    '/api/clients',
    {
      onRequest: [requireStaff(site, 'editor'), takeIdempotencyKey],
      schema: {
        operationId: 'makeClient',
        consumes: ['application/json'],
        tags,
        description: 'Two clients may share a number: each of them then takes the slot of both.',
        headers: IdempotencyHeaders,
        body: NewClientSchema,
        response: { 201: ClientSchema, ...problems(...WRITE_REFUSALS, 401, 422) },
      },
    },
    async (request, reply) => {
      const [name, { number, zone }] = [nameOf(request.body.name), numberOf(request.body.number)]
      const set = request.body.zone === undefined ? null : zoneOf(request.body.zone)
      const made = await makeClient(
        site.pool,
        { name, number, ...chooseZone(set, zone) },
        { actor: personOf(request).id, keyed: keyedRequest(request, { name, number, zone: set }) },
      )
      if (made.replayed) markReplayed(reply)
      return reply.code(201).send({ ...made.client, sharedWith: await countSharing(site.pool, made.client) })
    },
  )
}

const MEANWHILE: Record<never, never> = {
  409: asProblem(409, problemWith(Type.Object({ client: Type.Object(ClientFields) }))),
}

function changeRoute(app: App, site: Site): void {
  app.patch(
    '/api/clients/:id',
    {
      onRequest: requireStaff(site, 'editor'),
      schema: {
        operationId: 'changeClient',
        consumes: ['application/json'],
        tags,
        description: 'Only what is named changes.',
        params: ByClient,
        body: ClientChangeSchema,
        response: {
          200: ClientSchema,
          ...MEANWHILE,
          ...problems(...WRITE_REFUSALS, 401, 404, 422),
        },
      },
    },
    async (request) => {
      const { name, number, zone, optedOut, version } = request.body
      const change: ClientChange = {
        ...(name === undefined ? {} : { name: nameOf(name) }),
        ...(number === undefined ? {} : { number: numberOf(number) }),
        ...(zone === undefined ? {} : { zone: zone === null ? null : zoneOf(zone) }),
        ...(optedOut === undefined ? {} : { optedOut }),
        ...(version === undefined ? {} : { version }),
      }
      const actor = personOf(request).id
      const changed = await changeClient(site.pool, request.params.id, change, {
        actor,
        letGo: async (tx, inside) =>
          await letGoByZone(tx, inside, actor, site.settings.config.messages.undoSeconds),
      })
      const cancelled = await cancelPointless(site, changed, actor)
      if (changed.released + cancelled > 0) site.messages.tell()
      const { after } = changed
      return { ...after, sharedWith: await countSharing(site.pool, after) }
    },
  )
}

/** @throws {Problem} 400 `invalid-input` */
function nameOf(text: string): string {
  const name = readName(text)
  if (name === undefined) throw new Problem(400, 'invalid-input', 'body.name must have a visible character')
  return name
}

/** @throws {Problem} 422 `invalid-number` */
function numberOf(text: string): PhoneNumber {
  const number = readPhoneNumber(text)
  if (number !== undefined) return number
  const detail =
    'This is no telephone number. Write it with + and the country code, such as +86 138 0013 8000.'
  throw new Problem(422, 'invalid-number', detail)
}

/** @throws {Problem} 422 `unknown-zone` */
function zoneOf(text: string): string {
  const zone = readZone(text)
  if (zone !== undefined) return zone
  throw new Problem(422, 'unknown-zone', 'There is no time zone of this name. One is called Asia/Shanghai.')
}
