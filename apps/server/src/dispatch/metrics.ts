import { type Database, type GatewayState, gatewayStates } from 'daylatch'
import { Gauge, type Registry } from 'prom-client'

/** What waits and how gateways stand is one number for the site, which every process tells: not to be added up. */
const aggregator = 'max'

/** Adds what the database says of messages at the moment of an answer. Without a database these numbers are left out. */
export function observeDispatch(registry: Registry, db: Database): void {
  const registers = [registry]
  const states = askedTogether(async () => await gatewayStates(db).catch(() => []))
  new Gauge({
    name: 'daylatch_messages_waiting',
    help: 'Messages that something is still to be done about, by state.',
    labelNames: ['gateway', 'state'],
    aggregator,
    registers,
    async collect() {
      this.reset()
      for (const { name: gateway, waiting } of await states()) {
        for (const state of ['pending', 'held', 'sending', 'unknown'] as const) {
          this.set({ gateway, state }, waiting[state] ?? 0)
        }
      }
    },
  })
  new Gauge({
    name: 'daylatch_gateway_open',
    help: '1 while nothing is handed to the gateway: its breaker is open, or it is paused.',
    labelNames: ['gateway', 'why'],
    aggregator,
    registers,
    async collect() {
      this.reset()
      for (const { name: gateway, state } of await states()) {
        for (const why of ['paused', 'open'] as const) this.set({ gateway, why }, state === why ? 1 : 0)
      }
    },
  })
  new Gauge({
    name: 'daylatch_message_oldest_due_seconds',
    help: 'For how long the oldest message that may leave has been waiting.',
    labelNames: ['gateway'],
    aggregator,
    registers,
    async collect() {
      this.reset()
      for (const { name: gateway, oldestDueMs } of await states()) {
        this.set({ gateway }, (oldestDueMs ?? 0) / 1000)
      }
    },
  })
}

/** One question for all who ask while it is being answered. */
function askedTogether(ask: () => Promise<readonly GatewayState[]>): () => Promise<readonly GatewayState[]> {
  let asking: Promise<readonly GatewayState[]> | undefined
  return async () => {
    asking ??= ask().finally(() => (asking = undefined))
    return await asking
  }
}
