/**
 * Named places inside a claim's transaction where a test may stop, wait, throw or kill the process.
 *
 * Off unless a test sets one. While any is set, statements are sent one by one instead of together, so that the
 * transaction really stands where the name says.
 */
export const pausePointNames = [
  'before-latch',
  'after-latch',
  'effect-claimed',
  'effect-queued',
  'before-commit',
  'after-commit',
  'effect-taken',
  'effect-before-write',
  'effect-after-answer',
  'effect-before-record',
  'effect-recorded',
] as const

export type PausePointName = (typeof pausePointNames)[number]

export type PausePointHandler = (context: { readonly subjects: readonly string[] }) => Promise<void> | void

const handlers = new Map<PausePointName, PausePointHandler>()

export function setHandler(name: PausePointName, handler: PausePointHandler | undefined): void {
  if (handler === undefined) handlers.delete(name)
  else handlers.set(name, handler)
}

export function anyPausePointSet(): boolean {
  return handlers.size > 0
}

export async function pausePoint(name: PausePointName, subjects: readonly string[]): Promise<void> {
  await handlers.get(name)?.({ subjects })
}
