import { useNow } from './use-now.ts'

/** Whole seconds until an instant, 0 once it has come. */
export function useSecondsLeft(until: number): number {
  return Math.max(0, Math.ceil((until - useNow()) / 1_000))
}
