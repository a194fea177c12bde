import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ServerIdentity } from './identity.ts'

/**
 * The first folder, from `path` upwards, that the server's user may not pass; undefined when the way is free.
 * Read from the mode bits: an access list that says otherwise is not seen.
 */
export async function blockedAt(path: string, identity: ServerIdentity): Promise<string | undefined> {
  const { mode, uid, gid } = await stat(path)
  const bit = uid === identity.uid ? 0o100 : gid === identity.gid ? 0o010 : 0o001
  if ((mode & bit) === 0) return path
  return path === dirname(path) ? undefined : blockedAt(dirname(path), identity)
}
