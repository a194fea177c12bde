import { readFileSync } from 'node:fs'
import { LocalPostgresError } from './errors.ts'

/** The user as whom `initdb` and `postgres` run. */
export interface ServerIdentity {
  readonly uid: number
  readonly gid: number
  /** True for root: PostgreSQL refuses to run as root, so its processes are spawned as `nobody`. */
  readonly drops: boolean
}

export function serverIdentity(
  passwd: () => string = () => readFileSync('/etc/passwd', 'utf8'),
): ServerIdentity {
  const uid = process.getuid?.() ?? -1
  const gid = process.getgid?.() ?? -1
  if (uid !== 0) return { uid, gid, drops: false }
  // The name has to be in passwd: initdb asks for it ("could not look up effective user ID").
  const nobody = /^nobody:[^:]*:(\d+):(\d+):/m.exec(passwd())
  if (nobody === null) {
    throw new LocalPostgresError(
      'NO_UNPRIVILEGED_USER',
      'PostgreSQL does not run as root, and /etc/passwd has no user `nobody` to run it as. ' +
        'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
    )
  }
  return { uid: Number(nobody[1]), gid: Number(nobody[2]), drops: true }
}

/** What `spawn` needs to become that user; nothing for an ordinary user, who may not change it. */
export function spawnIds(identity: ServerIdentity): { uid?: number; gid?: number } {
  return identity.drops ? { uid: identity.uid, gid: identity.gid } : {}
}

/** Byte order for text, characters in UTF-8. Older systems other than Linux do not know `C.UTF-8`. */
export const locale: string = process.platform === 'linux' ? 'C.UTF-8' : 'C'

/** The whole environment of our child processes: nothing of the caller's (PGDATA, PGPORT, LANG, …) reaches the server. */
export function serverEnvironment(): Record<string, string> {
  return { LC_ALL: locale, TZ: 'UTC', PATH: process.env['PATH'] ?? '/usr/bin:/bin' }
}
