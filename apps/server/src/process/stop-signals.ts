/**
 * Resolves at the first SIGTERM or SIGINT. Later ones change nothing: a process manager that repeats itself, or Ctrl-C
 * pressed twice, must not cut off the answers that are still being written.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, resolve)
  })
}
