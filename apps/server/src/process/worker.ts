import { EXIT_FAILURE, SetUpError } from '../config/set-up-error.ts'
import { createLog } from '../http/log.ts'
import { Problem } from '../http/problem.ts'
import type { FromPrimary, FromWorker, ServeOrder } from './orders.ts'
import { Questions } from './questions.ts'
import { serve, type Serving } from './serve.ts'

/** Longer than the primary gives the processes to answer it. */
const METRICS_MS = 4000

/** One of several server processes. Does what the primary says, and ends by itself when the primary is gone. */
export function runWorker(): void {
  const log = createLog()
  // Ctrl-C reaches the whole group. The primary decides; it will say so.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => undefined)
  let serving: Promise<Serving | undefined> | undefined
  const questions = new Questions<string>()
  process.on('message', (message: FromPrimary) => {
    switch (message.type) {
      case 'serve':
        serving = begin(message.order)
        break
      case 'stop':
        void end(serving)
        break
      case 'tell-metrics':
        void tellMetrics(serving, message.id)
        break
      case 'metrics':
        questions.answer(message.id, message.text)
    }
  })
  tell({ type: 'hello' })

  async function begin(order: ServeOrder): Promise<Serving | undefined> {
    try {
      const started = await serve(order, log, metricsOfAll)
      tell({ type: 'listening' })
      return started
    } catch (error) {
      const exitCode = error instanceof SetUpError ? error.exitCode : EXIT_FAILURE
      log.error({ err: error }, 'this server process could not start')
      tell(
        { type: 'failed', message: error instanceof Error ? error.message : String(error), exitCode },
        () => {
          process.exit(exitCode)
        },
      )
      return undefined
    }
  }

  async function metricsOfAll(): Promise<string> {
    const text = await questions.ask((id) => tell({ type: 'want-metrics', id }), METRICS_MS)
    if (text !== undefined) return text
    throw new Problem(503, 'busy', 'The numbers of all processes could not be gathered in time. Try again.')
  }

  async function end(running: Promise<Serving | undefined> | undefined): Promise<void> {
    const started = await running
    await started?.close()
    log.flush(() => process.exit(0))
  }
}

async function tellMetrics(serving: Promise<Serving | undefined> | undefined, id: number): Promise<void> {
  const started = await serving
  if (started === undefined || !process.connected) return
  tell({ type: 'metrics-told', id, metrics: await started.metrics.registry.getMetricsAsJSON() })
}

function tell(message: FromWorker, then: () => void = () => undefined): void {
  if (process.send === undefined) throw new TypeError('Expected to be started by the primary process')
  process.send(message, undefined, {}, then)
}
