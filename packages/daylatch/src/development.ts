/** Whether mistakes that show under load only are thrown at once, instead of being reported. */
export function isDevelopment(): boolean {
  return process.env['NODE_ENV'] !== 'production'
}

let wasDevelopment = false
let askedAt = -Infinity

/**
 * As {@link isDevelopment}, but asked every 100 ms at most: each reading of the environment costs more than a microsecond,
 * too much for what every lock does.
 */
export function isDevelopmentLately(): boolean {
  const now = performance.now()
  if (now - askedAt > 100) {
    wasDevelopment = isDevelopment()
    askedAt = now
  }
  return wasDevelopment
}
