import { badOption } from '../errors.ts'
import { type PausePointHandler, type PausePointName, pausePointNames, setHandler } from '../pause-points.ts'

export type { PausePointHandler, PausePointName } from '../pause-points.ts'

/**
 * Calls `handler` whenever a claim's transaction of this process reaches `name`, and waits for what it returns.
 *
 * `before-latch`: the transaction has begun · `after-latch`: latches are taken and balances paid, or for a make-up, its
 * latch is locked · `effect-claimed`: the claims of effects are written · `effect-queued`: and the effects ·
 * `before-commit`: everything is written · `after-commit`: the commit is acknowledged, nobody has been
 * told.
 *
 * And a dispatcher, for each attempt: `effect-taken`: it has begun, the call has not · `effect-before-write`: right before
 * the gateway is called · `effect-after-answer`: the gateway's part is over · `effect-before-record`: its outcome is about
 * to be written, with those of others · `effect-recorded`: that is committed.
 *
 * A handler may wait, throw or end the process. For tests only.
 *
 * @returns a function that takes the handler away
 * @throws {DaylatchError} BAD_OPTION
 */
export function setPausePoint(name: PausePointName, handler: PausePointHandler): () => void {
  if (!pausePointNames.includes(name)) throw badOption('name', `one of ${pausePointNames.join(', ')}`, name)
  setHandler(name, handler)
  return () => setHandler(name, undefined)
}
