import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises'
import type { Connections } from '../run/connections.ts'

/** So long nobody comes to the door: then all have come. */
const quietMs = 500
/** An application that opens connections for ever is raced as it is. */
const longestMs = 10_000

/**
 * Waits until the processes of an application that was just started have their connections. The first of them answers that
 * the application is ready, and what another asks its new connection afterwards would be taken for an actor's steps: an
 * order with them could not be run again.
 */
export async function settled(connections: Connections): Promise<void> {
  const deadline = performance.now() + longestMs
  for (;;) {
    const since = performance.now()
    await pause(quietMs)
    // On a busy machine the timer is due before what arrived meanwhile was read.
    await immediate()
    const now = performance.now()
    const hadItsShare = now - since < quietMs * 1.5
    const isQuiet = !connections.isSomebodyOpening() && connections.lastOpening < since
    if ((isQuiet && hadItsShare) || now > deadline) return
  }
}
