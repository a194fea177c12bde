import {
  announceEffects,
  fromPg,
  type GatewayState,
  gatewayStates,
  pauseGateway,
  resumeGateway,
} from 'daylatch'
import { personOf, requireRole, requireStaff } from '../accounts/identify.ts'
import { inTransaction } from '../accounts/transaction.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { missingGateways } from './missing-gateways.ts'
import {
  GatewayDecisionSchema,
  GatewayParamsSchema,
  GatewayStateSchema,
  GatewayStatesSchema,
} from './schemas.ts'

const tags = ['gateways']

/** How the gateways stand, and the switch of each. */
export function gatewayRoutes(app: App, site: Site): void {
  app.get(
    '/api/gateways',
    {
      onRequest: requireStaff(site, 'viewer'),
      schema: {
        operationId: 'listGateways',
        tags,
        description:
          'The gateways of the configuration, and any other that messages are left for: how each stands, and what waits.',
        response: { 200: GatewayStatesSchema, ...problems(401, 403, 503) },
      },
    },
    async () => [...(await viewOf(site))],
  )
  for (const decision of ['pause', 'resume'] as const) {
    app.post(
      `/api/gateways/:name/${decision}`,
      {
        onRequest: requireRole(site, 'admin'),
        schema: {
          operationId: `${decision}Gateway`,
          tags,
          description:
            decision === 'pause'
              ? 'Lets nothing more go to a gateway. No message changes: what waits goes on waiting.'
              : 'Lets messages go to a gateway again, whether it was paused by a person, after a restore or for want of answers.',
          params: GatewayParamsSchema,
          body: GatewayDecisionSchema,
          response: { 200: GatewayStateSchema, ...problems(...WRITE_REFUSALS, 401, 404) },
        },
      },
      async (request) => {
        const { name } = request.params
        const { id: actor } = personOf(request)
        assertKnown(site, name)
        await inTransaction(site.pool, async (client) => {
          const change = decision === 'pause' ? pauseGateway : resumeGateway
          const isChanged = await change(fromPg(client), name, { actor, reason: request.body.reason })
          if (!isChanged) return
          const action = decision === 'pause' ? 'gateway.paused' : 'gateway.resumed'
          await writeAudit(client, { actor, action, target: name })
        })
        if (decision === 'resume') announceEffects(site.reads)
        const state = (await viewOf(site)).find((one) => one.name === name)
        return state ?? unknown(name)
      },
    )
  }
}

function assertKnown({ gateways }: Site, name: string): void {
  if (!gateways.has(name)) unknown(name)
}

function unknown(name: string): never {
  throw new Problem(404, 'unknown-gateway', `This site has no gateway ${name}.`)
}

async function viewOf(site: Site): Promise<readonly GatewayView[]> {
  const states = await gatewayStates(site.reads)
  const { onFailed } = site.settings.config.messages
  const byName = new Map(states.map((state) => [state.name, state]))
  const configured = [...site.gateways.values()].map(({ name, kind, gateway }) => ({
    name,
    kind,
    class: gateway.class,
    onFailed,
    ...standing(byName.get(name)),
  }))
  const missing = missingGateways(states, site.gateways).map((state) => ({
    name: state.name,
    kind: null,
    class: null,
    onFailed,
    ...standing(state),
    state: 'missing' as const,
  }))
  return [...configured, ...missing]
}

type Standing = ReturnType<typeof standing>
type GatewayView = Omit<Standing, 'state'> & {
  readonly name: string
  readonly kind: string | null
  readonly class: 'keyed' | 'queryable' | 'callback' | 'blind' | null
  readonly onFailed: 'release' | 'consume'
  readonly state: Standing['state'] | 'missing'
}

function standing(state: GatewayState | undefined) {
  const { pending = 0, held = 0, sending = 0, unknown: open = 0 } = state?.waiting ?? {}
  return {
    state: state?.state ?? ('working' as const),
    reason: state?.reason ?? null,
    pausedAt: state?.pausedAt?.toISOString() ?? null,
    until: state?.until?.toISOString() ?? null,
    waiting: { pending, held, sending, unknown: open },
  }
}
