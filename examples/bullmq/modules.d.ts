/** What this example uses of two packages that the workspaces above it do not have, for the type check. */

declare module 'ioredis' {
  export class Redis {
    constructor(place: string | { readonly path: string }, options?: { readonly maxRetriesPerRequest: null })
    del(key: string): Promise<number>
    quit(): Promise<unknown>
  }
}

declare module 'bullmq' {
  import type { Redis } from 'ioredis'

  export class DelayedError extends Error {}

  export interface Job<Data> {
    readonly id?: string
    readonly data: Data
    moveToDelayed(timestamp: number, token?: string): Promise<void>
  }

  export class Queue<Data> {
    constructor(name: string, options: { readonly connection: Redis })
    add(name: string, data: Data): Promise<Job<Data>>
    toKey(type: string): string
    obliterate(options: { readonly force: boolean }): Promise<void>
    close(): Promise<void>
  }

  export interface WorkerOptions {
    readonly connection: Redis
    readonly lockDuration: number
    readonly stalledInterval?: number
  }

  export class Worker<Data> {
    constructor(
      name: string,
      processor: (job: Job<Data>, token?: string) => Promise<unknown>,
      options: WorkerOptions,
    )
    on(event: 'error', listener: (error: Error) => void): this
    close(): Promise<void>
  }
}
