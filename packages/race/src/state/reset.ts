import type { LabDatabase, LabOptions } from '../config/lab-options.ts'
import { RaceError } from '../errors.ts'
import { messageOf } from '../run/verdict.ts'
import type { Shadow } from './shadow.ts'
import type { Session } from './session.ts'
import { makeShadow, switchOffTriggers } from './shadow.ts'

/** How every execution gets the same start. */
export interface Reset {
  /** `touched`: what may be changed, as far as that is known. */
  reset(touched: ReadonlySet<number> | 'all'): Promise<void>
  fingerprint: Shadow['fingerprint']
}

export async function makeReset(
  how: NonNullable<LabOptions['reset']>,
  session: Session,
  database: LabDatabase,
): Promise<Reset> {
  if (how === 'restore') await switchOffTriggers(session)
  const shadow = await makeShadow(session)
  const fingerprint: Reset['fingerprint'] = () => shadow.fingerprint()
  if (how === 'restore') return { reset: (touched) => shadow.restore(touched), fingerprint }
  if (how === false) return { reset: async () => undefined, fingerprint }
  return {
    reset: async () => {
      try {
        await how(database)
      } catch (error) {
        throw new RaceError('HELPER_FAILED', `\`reset\` failed: ${messageOf(error)}`, { cause: error })
      }
    },
    fingerprint,
  }
}
