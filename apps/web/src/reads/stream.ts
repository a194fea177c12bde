const firstWaitMs = 1_000
const longestWaitMs = 30_000

export interface StreamHandlers {
  readonly onOpen: () => void
  /** The stream broke, and is being opened again. */
  readonly onLost: () => void
  /** The stream is closed on purpose, until somebody looks at the tab again. */
  readonly onPause: () => void
  /** What to do with an event's data, by the event's name. */
  readonly events: Readonly<Record<string, (data: string) => void>>
}

/**
 * Listens to a stream of the site's until the given function is called.
 *
 * A browser opens a lost stream again by itself, except after an answer that is no stream (a server that starts, a
 * proxy without one): then this does, in growing steps. A tab that nobody looks at holds no stream, because a browser
 * has six connections for all tabs of a site, and the seventh tab would wait for ever.
 */
export function openStream(address: string, handlers: StreamHandlers): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitMs = firstWaitMs

  function open(): void {
    shut()
    source = new EventSource(address)
    source.addEventListener('open', () => {
      waitMs = firstWaitMs
      handlers.onOpen()
    })
    source.addEventListener('error', onError)
    for (const [name, take] of Object.entries(handlers.events))
      source.addEventListener(name, (event: MessageEvent<string>) => take(event.data))
  }

  function onError(): void {
    handlers.onLost()
    if (source?.readyState !== EventSource.CLOSED || timer !== undefined) return
    timer = setTimeout(open, waitMs * (0.5 + Math.random()))
    waitMs = Math.min(waitMs * 2, longestWaitMs)
  }

  function shut(): void {
    clearTimeout(timer)
    timer = undefined
    source?.close()
    source = undefined
  }

  function onVisibility(): void {
    if (document.visibilityState === 'visible') return source === undefined ? open() : undefined
    shut()
    handlers.onPause()
  }

  if (document.visibilityState === 'visible') open()
  document.addEventListener('visibilitychange', onVisibility)
  globalThis.addEventListener('online', open)
  return () => {
    document.removeEventListener('visibilitychange', onVisibility)
    globalThis.removeEventListener('online', open)
    shut()
  }
}
