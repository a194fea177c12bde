import type { PgPool } from './from-pg.ts'

type Connect = (...parameters: unknown[]) => unknown
type Check = () => Error | undefined

const checks = new WeakMap<object, Check>()

/**
 * Asks `check` before every checkout from the pool, the application's own and those of `pool.query` included; what it
 * answers is thrown at whoever asked. The pool's `connect` is replaced by one that does so, once per pool.
 */
export function watchPgPool(pool: PgPool, check: Check): void {
  if (checks.has(pool)) return
  checks.set(pool, check)
  const patched = pool as unknown as { connect: Connect }
  const connect = patched.connect
  patched.connect = function (this: unknown, ...parameters: unknown[]): unknown {
    const error = check()
    if (error === undefined) return connect.apply(this, parameters)
    const [callback] = parameters
    if (typeof callback !== 'function') return Promise.reject(error)
    callback(error, undefined, () => undefined)
    return undefined
  }
}

/** What a checkout made now would be refused with, if the pool is watched. */
export function refusalOfPgPool(pool: PgPool): Error | undefined {
  return checks.get(pool)?.()
}
