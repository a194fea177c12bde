import type { Client } from 'pg'
import type { LabDatabase, LabOptions } from '../config/lab-options.ts'
import type { Shadow } from './shadow.ts'
import { makeShadow } from './shadow.ts'

/** How every execution gets the same start. */
export interface Reset {
  reset(): Promise<void>
  fingerprint: Shadow['fingerprint']
}

export async function makeReset(
  how: NonNullable<LabOptions['reset']>,
  client: Client,
  database: LabDatabase,
): Promise<Reset> {
  const shadow = await makeShadow(client)
  const fingerprint: Reset['fingerprint'] = () => shadow.fingerprint()
  if (how === 'restore') return { reset: () => shadow.restore(), fingerprint }
  if (how === false) return { reset: async () => undefined, fingerprint }
  return {
    reset: async () => {
      await how(database)
    },
    fingerprint,
  }
}
