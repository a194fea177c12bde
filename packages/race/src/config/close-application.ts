/** What pools, clients and data sources call it. */
const endings = [Symbol.asyncDispose, 'end', 'close', 'destroy'] as const

/** Ends what an application in this process opened: by `close`, or else by the first of `endings` that it has. */
export async function closeApplication<App>(app: App, close?: (app: App) => unknown): Promise<void> {
  if (close !== undefined) {
    await close(app)
    return
  }
  if (typeof app !== 'object' || app === null) return
  for (const name of endings) {
    const own: unknown = Reflect.get(app, name)
    if (typeof own !== 'function') continue
    await (Reflect.apply(own, app, []) as unknown)
    return
  }
}
