import type { CheckIn } from '../api/types.ts'
import type { Press } from './use-check-in.ts'

/**
 * What the page may still say about a press, once the day's check-in is known from elsewhere: a look on coming back
 * to the tab, another tab, another device. A doubt that the record has settled must not stand beside it.
 */
export function told(press: Press, checkIn: CheckIn | null): Press {
  if (checkIn === null) return press
  switch (press.kind) {
    case 'looking':
    case 'unknown':
    case 'not-counted':
      return { kind: 'found' }
    case 'busy':
    case 'refused':
    case 'signed-out':
      return { kind: 'none' }
    default:
      return press
  }
}
