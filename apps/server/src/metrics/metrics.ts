import type { Once } from 'daylatch'
import type { Pool } from 'pg'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { classOfDatabaseError } from './database-errors.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256]

/** Where the numbers of this moment come from, when somebody asks. */
export interface Gauges {
  readonly pools: Readonly<Record<string, Pool>>
  /** Clients that follow a stream of this process: the live list, the messages. */
  readonly followers: () => number
}

/** What the claims of one action have come to. */
type ClaimCounts = Record<'claimed' | 'already' | 'replayed' | 'failed' | 'waiting', number>

/** How many answers of each status. */
type StatusCounts = Map<number, number>

/**
 * The numbers of one process. Labels are routes, statuses, names from the configuration and words of ours: never
 * anything that a client has sent, so their number is bounded and nobody's data is in them.
 */
export class Metrics {
  readonly registry = new Registry()
  /** Answers by route, method and status: in maps of maps, because a key made of all three would be made and hashed each time. */
  readonly #requests = new Map<string, Map<string, StatusCounts>>()
  readonly #durations: Histogram<'method' | 'route'>
  /** Claims by action. Plain numbers, because several change with every claim; they are told when somebody asks. */
  readonly #claims = new Map<string, ClaimCounts>()
  readonly #batches: Histogram<'action'>
  readonly #databaseErrors: Counter<'class'>

  constructor() {
    const registers = [this.registry]
    const requests = this.#requests
    new Counter({
      name: 'daylatch_http_requests_total',
      help: 'Answered requests.',
      labelNames: ['method', 'route', 'status'],
      registers,
      collect() {
        this.reset()
        for (const [route, methods] of requests)
          for (const [method, statuses] of methods)
            for (const [status, count] of statuses) this.inc({ method, route, status }, count)
      },
    })
    this.#durations = new Histogram({
      name: 'daylatch_http_request_duration_seconds',
      help: 'From the first byte of a request to the last of its answer; streams of events are left out.',
      labelNames: ['method', 'route'],
      buckets: SECONDS,
      registers,
    })
    const claims = this.#claims
    new Counter({
      name: 'daylatch_claims_total',
      help: 'Claims by what they came to: claimed, already, replayed, failed.',
      labelNames: ['action', 'outcome'],
      registers,
      collect() {
        this.reset()
        for (const [action, { waiting: _, ...outcomes }] of claims)
          for (const [outcome, count] of Object.entries(outcomes)) this.inc({ action, outcome }, count)
      },
    })
    new Gauge({
      name: 'daylatch_claims_waiting',
      help: 'Claims that have no verdict yet.',
      labelNames: ['action'],
      registers,
      collect() {
        for (const [action, { waiting }] of claims) this.set({ action }, waiting)
      },
    })
    this.#batches = new Histogram({
      name: 'daylatch_claim_batch_size',
      help: 'Claims in one transaction.',
      labelNames: ['action'],
      buckets: BATCHES,
      registers,
    })
    this.#databaseErrors = new Counter({
      name: 'daylatch_database_errors_total',
      help: 'Errors of the database by the class of their SQLSTATE, and `connection` where there was none.',
      labelNames: ['class'],
      registers,
    })
    new Gauge({ name: 'daylatch_processes', help: 'Server processes in this answer.', registers }).set(1)
  }

  answered(method: string, route: string, status: number, seconds: number | undefined): void {
    this.#countRequest(method, route, status)
    if (seconds !== undefined) this.#durations.observe({ method, route }, seconds)
  }

  #countRequest(method: string, route: string, status: number): void {
    const statuses = this.#requests.get(route)?.get(method) ?? this.#newCounts(method, route)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }

  #newCounts(method: string, route: string): StatusCounts {
    const statuses: StatusCounts = new Map()
    const methods = this.#requests.get(route) ?? new Map<string, StatusCounts>()
    this.#requests.set(route, methods.set(method, statuses))
    return statuses
  }

  /** Counts an error that is, or was caused by, one of the database; no other. */
  failed(error: unknown): void {
    const found = classOfDatabaseError(error)
    if (found !== undefined) this.#databaseErrors.inc({ class: found })
  }

  batched(action: string, claims: number): void {
    this.#batches.observe({ action }, claims)
  }

  /** The action with its claims counted. */
  measured(action: Once): Once {
    const name = action.action
    const counts = { claimed: 0, already: 0, replayed: 0, failed: 0, waiting: 0 }
    this.#claims.set(name, counts)
    return {
      ...action,
      async claim(db, subject, options) {
        counts.waiting += 1
        try {
          const result = await action.claim(db, subject, options)
          counts[result.replayed ? 'replayed' : result.status] += 1
          return result
        } catch (error) {
          counts.failed += 1
          throw error
        } finally {
          counts.waiting -= 1
        }
      },
    }
  }

  /** Adds what is asked at the moment of an answer, and the numbers of the runtime, its event-loop lag among them. */
  observe({ pools, followers }: Gauges): void {
    const registers = [this.registry]
    new Gauge({
      name: 'daylatch_pool_connections',
      help: 'Database connections of the pools: busy, idle.',
      labelNames: ['pool', 'state'],
      registers,
      collect() {
        for (const [pool, { totalCount, idleCount }] of Object.entries(pools)) {
          this.set({ pool, state: 'busy' }, totalCount - idleCount)
          this.set({ pool, state: 'idle' }, idleCount)
        }
      },
    })
    new Gauge({
      name: 'daylatch_pool_waiting',
      help: 'Requests for a database connection that have none yet.',
      labelNames: ['pool'],
      registers,
      collect() {
        for (const [pool, { waitingCount }] of Object.entries(pools)) this.set({ pool }, waitingCount)
      },
    })
    new Gauge({
      name: 'daylatch_sse_clients',
      help: 'Clients that follow a stream: the live list, the messages.',
      registers,
      collect() {
        this.set(followers())
      },
    })
    collectDefaultMetrics({ register: this.registry })
  }
}
