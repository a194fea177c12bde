import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { SetUpError } from '../config/set-up-error.ts'
import type { FromPrimary, FromWorker, ServeOrder } from './orders.ts'

const KILLED_AFTER_MS = 8500
const SOON_MS = 5000
const LONGEST_PAUSE_MS = 5000

/**
 * The worker processes on one port. One that dies is replaced, at once if it has lived for a while, and ever more
 * slowly if it keeps dying young.
 */
export class Crew {
  readonly #order: ServeOrder
  readonly #log: Logger
  readonly #workers = new Set<Worker>()
  #isStopping = false
  #diedYoung = 0

  constructor(order: ServeOrder, log: Logger) {
    this.#order = order
    this.#log = log
    cluster.setupPrimary({ exec: fileURLToPath(new URL('../cli.js', import.meta.url)), args: ['worker'] })
  }

  /** Resolves when all of them listen. @throws {SetUpError} what the first one that could not start has said */
  async start(count: number): Promise<void> {
    await Promise.all(
      Array.from({ length: count }, async () => {
        await this.#listening(this.#fork())
      }),
    )
    for (const worker of this.#workers) this.#replaceWhenDead(worker)
  }

  /** Tells all of them to finish, waits, and ends the ones that cannot. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await Promise.all([...this.#workers].map(async (worker) => this.#end(worker)))
  }

  #fork(): Worker {
    const worker = cluster.fork()
    this.#workers.add(worker)
    worker.once('exit', () => this.#workers.delete(worker))
    worker.on('error', (error) => {
      this.#log.warn({ err: error, worker: worker.process.pid }, 'a message to a server process was lost')
    })
    worker.on('message', ({ type }: FromWorker) => {
      if (type === 'hello') send(worker, { type: this.#isStopping ? 'stop' : 'serve', order: this.#order })
    })
    return worker
  }

  #listening(worker: Worker): Promise<void> {
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'listening') resolve()
        else if (message.type === 'failed') reject(new SetUpError(message.message, message.exitCode))
      })
      worker.once('exit', (code: number | null, signal: string | null) => {
        reject(new Error(`A server process ended while it started (${signal ?? `code ${code ?? '?'}`})`))
      })
    })
  }

  #replaceWhenDead(worker: Worker): void {
    const bornAt = performance.now()
    worker.once('exit', (code: number | null, signal: string | null) => {
      if (this.#isStopping) return
      this.#diedYoung = performance.now() - bornAt < SOON_MS ? this.#diedYoung + 1 : 0
      const pauseMs = this.#diedYoung === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, 100 * 2 ** this.#diedYoung)
      this.#log.error({ code, signal, pauseMs }, 'a server process died; another takes its place')
      setTimeout(() => {
        if (this.#isStopping) return
        const successor = this.#fork()
        this.#replaceWhenDead(successor)
        this.#listening(successor).catch((error: unknown) => {
          this.#log.error({ err: error }, 'a server process could not take the place of a dead one')
        })
      }, pauseMs)
    })
  }

  async #end(worker: Worker): Promise<void> {
    if (worker.isDead()) return
    const exited = once(worker, 'exit')
    const timer = setTimeout(() => {
      this.#log.error({ worker: worker.process.pid }, 'a server process did not finish in time and is ended')
      worker.process.kill('SIGKILL')
    }, KILLED_AFTER_MS)
    send(worker, { type: 'stop' })
    await exited
    clearTimeout(timer)
  }
}

/** A worker that dies at this moment has no channel; its `exit` tells. */
function send(worker: Worker, message: FromPrimary): void {
  if (worker.isConnected()) worker.send(message)
}
