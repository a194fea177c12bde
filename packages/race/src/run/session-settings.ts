import type { Session } from '../state/session.ts'

/**
 * Nobody waits for a disk. Whoever waits for a lock looks for a deadlock at once and tells that he has, and only then is the
 * next step chosen: so the one who closes the circle is the one who is refused. Otherwise the clock would choose.
 */
const wanted = {
  deadlock_timeout: '1ms',
  log_lock_waits: 'on',
  client_min_messages: 'log',
  synchronous_commit: 'off',
}

/** Those of them that every role may set. A session that asks for another one is not let in. */
const forEverybody: ReadonlySet<string> = new Set(['client_min_messages', 'synchronous_commit'])

/**
 * Settings of the actors' sessions, as far as the role may have them. Without the others the lab looks at the clock: a
 * deadlock takes the server's own `deadlock_timeout`, a second mostly.
 */
export async function sessionSettings(session: Session): Promise<Readonly<Record<string, string>>> {
  const [role] = await session.query<{ mayAll: boolean }>(
    'select rolsuper as "mayAll" from pg_roles where rolname = current_user',
  )
  if (role?.mayAll === true) return wanted
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => forEverybody.has(name)))
}
