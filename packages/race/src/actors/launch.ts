import type { Actor, ActorContext } from '../config/lab-options.ts'
import type { Execution } from '../run/execution.ts'
import { runCommand } from './command.ts'
import { sendRequest } from './request.ts'

/** What actors find around them. */
export interface Stage<App> {
  readonly app: App
  readonly address: string | null
  readonly url: string
  readonly run: number
  readonly gateways: Readonly<Record<string, string>>
}

/** How an actor is started, whatever its kind. */
export function launcherOf<App>(
  actor: Actor<App>,
  stage: Stage<App>,
): (execution: Execution, index: number) => Promise<unknown> {
  if (typeof actor !== 'function' && actor.kind === 'http') return () => sendRequest(actor, stage.address)
  if (typeof actor !== 'function' && actor.kind === 'command') return () => runCommand(actor, stage.url)
  const run = typeof actor === 'function' ? actor : actor.run
  return async (execution, index) => {
    const context: ActorContext = {
      run: stage.run,
      gateways: stage.gateways,
      point: (name) => execution.pointOf(index, name),
    }
    return await run(stage.app, context)
  }
}
