import type { Message } from '../wire/message.ts'
import { readNotice } from '../wire/replies.ts'

const ranks: Readonly<Record<string, number>> = { debug: 0, log: 1, notice: 2, warning: 3, error: 4 }

const setting = /^\s*set\s+(?:session\s+)?client_min_messages\s*(?:=|\bto\b)\s*'?([a-z]+)\d?'?\s*;?\s*$/i

/**
 * Notices, where the server tells of its own log as well: that a statement waits for a lock. A client that wants to hear
 * less hears less, and the server goes on telling.
 */
export class Notices {
  readonly #onWaiting: () => void
  #least = 2

  constructor(onWaiting: () => void) {
    this.#onWaiting = onWaiting
  }

  /** What the server gets in place of a client's own wish, which is kept here. */
  sent(sql: string): string {
    const wanted = setting.exec(sql)?.[1]?.toLowerCase()
    if (wanted === undefined) return sql
    this.#least = ranks[wanted] ?? 4
    return 'SET client_min_messages TO log'
  }

  /** Whether the client is to hear it. What only the log was meant to hear it does not. */
  isForClient(notice: Message): boolean {
    const { severity, routine } = readNotice(notice)
    if (severity === 'LOG' && routine === 'ProcSleep') this.#onWaiting()
    if (severity === 'LOG') return false
    return severity === 'INFO' || (ranks[severity.toLowerCase().replace(/\d/, '')] ?? 4) >= this.#least
  }
}
