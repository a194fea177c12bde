/** What is not a table: each is used as a whole, and takes effect at once, whatever becomes of the transaction. */
export const advisoryLocks = 'advisory'
/** Places that the application marked, and calls of somebody else's service. */
export const outside = 'outside'
/** LISTEN and NOTIFY. */
export const notifications = 'notifications'
/** The conflicts among serializable transactions that PostgreSQL keeps a record of. */
export const serializableConflicts = 'serializable'
/** Touched by a transaction whose COMMIT checks constraints or runs triggers that were put off. */
export const deferredChecks = 'deferred'

export function table(name: string): string {
  return `table ${name}`
}

/** A sequence: what it gave is not taken back, so nobody waits for a COMMIT to see it. */
export function sequence(name: string): string {
  return `sequence ${name}`
}

/** Whether a change of it becomes visible by a COMMIT, not at once. */
export function isTransactional(resource: string): boolean {
  return resource.startsWith('table ')
}
