import { spawnProcess, type SpawnedProcess, waitFor } from '@daylatch/test-kit'
import { fileURLToPath } from 'node:url'

/** What arrived for one effect: requests, and the messages that they became. */
export interface Arrivals {
  readonly requests: number
  readonly messages: number
  readonly attempts: readonly string[]
}

/** The gateway of child/gateway.mjs: it counts in a process of its own, which no test kills. */
export interface GatewayProcess {
  readonly url: string
  arrivals(): Promise<Readonly<Record<string, Arrivals>>>
  /** From now on messages arrive, and nobody is answered. */
  hold(): Promise<void>
  /** Answers everybody who waits, and from now on at once. */
  letGo(): Promise<void>
  /** Resolves when so many requests in all have arrived. */
  waitForRequests(count: number): Promise<void>
  stop(): Promise<void>
}

export async function startGateway(): Promise<GatewayProcess> {
  const script = fileURLToPath(new URL('../child/gateway.mjs', import.meta.url))
  const child = spawnProcess(process.execPath, [script])
  const line = await child.waitForLine(/^listening at /)
  const url = `http://127.0.0.1:${line.slice('listening at '.length)}`
  const ask = async (path: string): Promise<unknown> => await (await fetch(`${url}${path}`)).json()
  const arrivals: GatewayProcess['arrivals'] = async () =>
    (await ask('/arrivals')) as Record<string, Arrivals>
  return {
    url,
    arrivals,
    hold: async () => void (await ask('/hold')),
    letGo: async () => void (await ask('/let-go')),
    waitForRequests: async (count) => {
      await waitFor(`${count} requests at the gateway`, async () => {
        const all = Object.values(await arrivals())
        return all.reduce((sum, { requests }) => sum + requests, 0) >= count
      })
    },
    stop: async () => void (await child.kill()),
  }
}

export interface WorkerOrder {
  readonly url: string
  readonly gateway: string
  /** What it sends first: the subject and the name of its gateway. */
  readonly sends?: readonly (readonly [subject: string, gateway: string])[]
  readonly dieAt?: string
  readonly stopAt?: string
  readonly timeoutMs?: number
  readonly setup?: Readonly<Record<string, unknown>>
  /** Effects that it also delivers as a job queue would. */
  readonly deliver?: readonly string[]
}

/** A process with a dispatcher of its own: child/worker.mjs. @param careless does not look at its lease in the call */
export function startWorker(order: WorkerOrder, { careless = false } = {}): SpawnedProcess {
  const script = fileURLToPath(new URL('../child/worker.mjs', import.meta.url))
  return spawnProcess(process.execPath, [script, JSON.stringify(order), careless ? 'careless' : 'careful'])
}
