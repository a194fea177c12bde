import type { Settings } from '../config/settings.ts'
import type { ProcessMetrics } from '../metrics/gather.ts'

/** What a process needs to serve. The primary hands it on, so that all processes agree although the file may change. */
export interface ServeOrder {
  readonly settings: Settings
  readonly databaseUrl: string
  /** Whether statements may be prepared by name: not through a pooler that does not follow them. */
  readonly prepare: boolean
  readonly host: string
  readonly port: number
  readonly pagesFolder: string
  /** Of the built-in handset, where one is configured. */
  readonly handsetFolder: string | undefined
  /** Where this machine remembers what it has sent. */
  readonly markerFolder: string
}

/** `tell-metrics` asks a process for its numbers; `metrics` is the text of all, for the process that has asked for it. */
export type FromPrimary =
  | { readonly type: 'serve'; readonly order: ServeOrder }
  | { readonly type: 'stop' }
  | { readonly type: 'tell-metrics'; readonly id: number }
  | { readonly type: 'metrics'; readonly id: number; readonly text: string }

/** `hello` comes first: what is sent to a process before it listens for messages is lost. */
export type FromWorker =
  | { readonly type: 'hello' }
  | { readonly type: 'listening' }
  | { readonly type: 'failed'; readonly message: string; readonly exitCode: number }
  | { readonly type: 'metrics-told'; readonly id: number; readonly metrics: ProcessMetrics }
  | { readonly type: 'want-metrics'; readonly id: number }
