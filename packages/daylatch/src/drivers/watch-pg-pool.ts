import type { PgPool } from './pg-client.ts'

type Connect = (...parameters: unknown[]) => unknown
type Check = (pool: object) => Error | undefined

const checks = new WeakMap<object, Set<Check>>()

/**
 * Asks every `check` before every checkout from the pool, the application's own and those of `pool.query` included; what
 * one answers is thrown at whoever asked. The pool's `connect` is replaced by one that does so, once per pool; a check
 * that is there already is not added again.
 */
export function watchPgPool(pool: PgPool, check: Check): void {
  const known = checks.get(pool)
  if (known !== undefined) {
    known.add(check)
    return
  }
  checks.set(pool, new Set([check]))
  const patched = pool as unknown as { connect: Connect }
  const connect = patched.connect
  patched.connect = function (this: unknown, ...parameters: unknown[]): unknown {
    const error = refusalOfPgPool(pool)
    if (error === undefined) return connect.apply(this, parameters)
    const [callback] = parameters
    if (typeof callback !== 'function') return Promise.reject(error)
    callback(error, undefined, () => undefined)
    return undefined
  }
}

/** What a checkout made now would be refused with, if the pool is watched. */
export function refusalOfPgPool(pool: PgPool): Error | undefined {
  for (const check of checks.get(pool) ?? []) {
    const error = check(pool)
    if (error !== undefined) return error
  }
  return undefined
}
