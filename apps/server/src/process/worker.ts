import { EXIT_FAILURE, SetUpError } from '../config/set-up-error.ts'
import { createLog } from '../http/log.ts'
import type { FromPrimary, FromWorker, ServeOrder } from './orders.ts'
import { serve, type Serving } from './serve.ts'

/** One of several server processes. Does what the primary says, and ends by itself when the primary is gone. */
export function runWorker(): void {
  const log = createLog()
  // Ctrl-C reaches the whole group. The primary decides; it will say so.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => undefined)
  let serving: Promise<Serving> | undefined
  process.on('message', (message: FromPrimary) => {
    if (message.type === 'serve') {
      serving = begin(message.order)
    } else {
      void end(serving)
    }
  })
  tell({ type: 'hello' })

  async function begin(order: ServeOrder): Promise<Serving> {
    try {
      const started = await serve(order, log)
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
      return { close: async () => Promise.resolve() }
    }
  }

  async function end(running: Promise<Serving> | undefined): Promise<void> {
    const started = await running
    await started?.close()
    log.flush(() => process.exit(0))
  }
}

function tell(message: FromWorker, then: () => void = () => undefined): void {
  if (process.send === undefined) throw new TypeError('Expected to be started by the primary process')
  process.send(message, undefined, {}, then)
}
