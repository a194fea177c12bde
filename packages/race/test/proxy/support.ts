import { createDatabase, serverUrl, type TestDatabase } from '@daylatch/test-kit'
import type { Gate, LinkInfo, Passage, Unit, UnitResult } from '../../src/proxy/gate.ts'
import { startProxy, type Proxy, type ProxyOptions } from '../../src/proxy/start-proxy.ts'

export interface Arrival {
  readonly unit: Unit
  readonly pass: (passage?: Passage) => void
}

/** A gate that writes down what happens and lets everything pass, but what a test wants to hold. */
export class RecordingGate implements Gate {
  readonly links: LinkInfo[] = []
  readonly closedLinks: LinkInfo[] = []
  readonly done: { readonly unit: Unit; readonly result: UnitResult }[] = []
  readonly held: Arrival[] = []
  holds: (unit: Unit) => boolean = () => false
  splits: boolean | ((unit: Unit) => boolean) = true
  rewrite: (sql: string) => string = (sql) => sql

  arrive(unit: Unit): Promise<Passage> | Passage {
    const usual = { split: typeof this.splits === 'function' ? this.splits(unit) : this.splits }
    if (!this.holds(unit)) return usual
    return new Promise((resolve) => this.held.push({ unit, pass: (passage = usual) => resolve(passage) }))
  }

  finished(unit: Unit, result: UnitResult): void {
    this.done.push({ unit, result })
  }

  opened(link: LinkInfo): void {
    this.links.push(link)
  }

  closed(link: LinkInfo): void {
    this.closedLinks.push(link)
  }

  /** As new, for the next test. */
  reset(): void {
    this.holds = () => false
    this.splits = true
    this.rewrite = (sql) => sql
    for (const list of [this.links, this.closedLinks, this.done, this.held]) list.length = 0
  }

  /** What was done so far, one line each; an implicit commit is in brackets. */
  story(): string[] {
    return this.done.map(({ unit }) => (unit.isImplicit ? `[${unit.sql}]` : unit.sql))
  }
}

export interface Stage {
  readonly gate: RecordingGate
  readonly proxy: Proxy
  readonly database: TestDatabase
  readonly url: string
  /** The same by a Unix socket, for those who know that. */
  readonly socketUrl: string
  close(): Promise<void>
}

/** A database, and a proxy before it. */
export async function openStage(options: Partial<ProxyOptions> = {}): Promise<Stage> {
  const database = await createDatabase()
  const gate = new RecordingGate()
  const proxy = await startProxy({ server: serverUrl(), gate, ...options })
  const name = /\/([^/?]+)(\?|$)/.exec(database.url)?.[1] ?? ''
  return {
    gate,
    proxy,
    database,
    url: proxy.url(name),
    socketUrl: proxy.socketUrl(name),
    close: async () => {
      await proxy.close()
      await database.drop()
    },
  }
}
