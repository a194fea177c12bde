import { type Behaviour, MODES } from './protocol.ts'

/** A message as the journal holds it. */
export interface MessageRecord {
  readonly kind: 'message'
  /** Counts up from 1 and is never used again; `h-<seq>` is the message's id. */
  readonly seq: number
  readonly number: string
  readonly text: string
  readonly attemptId: string
  readonly key: string
  readonly keyed: boolean
  /** Milliseconds since 1970, as the two below. */
  readonly arrivedAt: number
  readonly receiptUrl?: string
  /** How many receipts are still to be taken. */
  readonly receipts: number
  readonly receiptAt: number
  readonly gaveUp?: true
}

/** A receipt that was taken, or given up. */
export interface ReceiptRecord {
  readonly kind: 'receipt'
  readonly seq: number
  readonly gaveUp?: true
}

export interface BehaviourRecord extends Behaviour {
  readonly kind: 'behaviour'
}

export type JournalRecord = MessageRecord | ReceiptRecord | BehaviourRecord

/** One line, without its end. @returns `undefined` for what is none of ours */
export function parseRecord(line: string): JournalRecord | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  return isRecord(value) ? value : undefined
}

function isRecord(value: unknown): value is JournalRecord {
  if (typeof value !== 'object' || value === null) return false
  const given = value as Partial<Record<string, unknown>>
  switch (given['kind']) {
    case 'message':
      return (
        typeof given['seq'] === 'number' &&
        typeof given['number'] === 'string' &&
        typeof given['text'] === 'string' &&
        typeof given['key'] === 'string' &&
        typeof given['receipts'] === 'number'
      )
    case 'receipt':
      return typeof given['seq'] === 'number'
    case 'behaviour':
      return MODES.some((mode) => mode === given['mode']) && typeof given['seconds'] === 'number'
    default:
      return false
  }
}
