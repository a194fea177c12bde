import type { Settings } from '../config/settings.ts'

/** What a process needs to serve. The primary hands it on, so that all processes agree although the file may change. */
export interface ServeOrder {
  readonly settings: Settings
  readonly databaseUrl: string
  /** Whether statements may be prepared by name: not through a pooler that does not follow them. */
  readonly prepare: boolean
  readonly host: string
  readonly port: number
  readonly pagesFolder: string
}

export type FromPrimary = { readonly type: 'serve'; readonly order: ServeOrder } | { readonly type: 'stop' }

/** `hello` comes first: what is sent to a process before it listens for messages is lost. */
export type FromWorker =
  | { readonly type: 'hello' }
  | { readonly type: 'listening' }
  | { readonly type: 'failed'; readonly message: string; readonly exitCode: number }
