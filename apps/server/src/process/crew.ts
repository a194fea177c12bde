import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import type { Logger } from 'pino'
import { SetUpError } from '../config/set-up-error.ts'
import { type ProcessMetrics, textOfAll } from '../metrics/gather.ts'
import type { FromPrimary, FromWorker, ServeOrder } from './orders.ts'
import { Questions } from './questions.ts'

/** Longer where a process may wait for a gateway. */
const KILLED_AFTER_MS = 8500
const SOON_MS = 5000
const LONGEST_PAUSE_MS = 5000
const METRICS_MS = 2000

/**
 * The worker processes on one port. One that dies is replaced, at once if it has lived for a while, and ever more
 * slowly if it keeps dying young.
 */
export class Crew {
  readonly #count: number
  readonly #log: Logger
  readonly #longestCallMs: number
  readonly #workers = new Set<Worker>()
  readonly #questions = new Questions<ProcessMetrics>()
  readonly #order: Promise<ServeOrder>
  #give: (order: ServeOrder) => void = () => undefined
  #isStopping = false
  #diedYoung = 0

  /**
   * Starts the processes. They load what they need, and wait for `serve`.
   *
   * @param longestCallMs for how long a gateway may be waited for while they stop
   */
  constructor(count: number, log: Logger, longestCallMs: number) {
    this.#count = count
    this.#longestCallMs = longestCallMs
    this.#log = log
    this.#order = new Promise((resolve) => {
      this.#give = resolve
    })
    // The program that this process runs, whichever way it was started.
    cluster.setupPrimary({ args: ['worker'] })
    for (let index = 0; index < count; index += 1) this.#fork()
  }

  /** Resolves when all of them listen. @throws {SetUpError} what the first one that could not start has said */
  async serve(order: ServeOrder): Promise<void> {
    if (this.#workers.size < this.#count) throw new Error('A server process ended while it started')
    const listening = [...this.#workers].map(async (worker) => this.#listening(worker))
    this.#give(order)
    await Promise.all(listening)
    for (const worker of this.#workers) this.#replaceWhenDead(worker)
  }

  /** Tells all of them to finish, waits, and ends the ones that cannot. */
  async close(): Promise<void> {
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
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'hello') void this.#instruct(worker)
      else if (message.type === 'metrics-told') this.#questions.answer(message.id, message.metrics)
      else if (message.type === 'want-metrics') void this.#tellMetrics(worker, message.id)
    })
    return worker
  }

  async #instruct(worker: Worker): Promise<void> {
    if (this.#isStopping) send(worker, { type: 'stop' })
    else send(worker, { type: 'serve', order: await this.#order })
  }

  /** Adds up what all processes tell. One that does not answer in time, because it dies or hangs, is left out. */
  async #tellMetrics(worker: Worker, id: number): Promise<void> {
    try {
      const told = await Promise.all(
        [...this.#workers].map(async (one) =>
          this.#questions.ask((question) => send(one, { type: 'tell-metrics', id: question }), METRICS_MS),
        ),
      )
      const text = await textOfAll(told.filter((metrics) => metrics !== undefined))
      send(worker, { type: 'metrics', id, text })
    } catch (error) {
      this.#log.error({ err: error }, 'the metrics of the server processes could not be added up')
    }
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
    }, KILLED_AFTER_MS + this.#longestCallMs)
    send(worker, { type: 'stop' })
    await exited
    clearTimeout(timer)
  }
}

/** A worker that dies at this moment has no channel; its `exit` tells. */
function send(worker: Worker, message: FromPrimary): void {
  if (worker.isConnected()) worker.send(message)
}
