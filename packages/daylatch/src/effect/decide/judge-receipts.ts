import type { EffectRecord } from '../effect-record.ts'
import type { Move } from '../moves/move.ts'
import type { ReceiptVerdict } from '../read/receipts.ts'
import type { EffectState } from '../states.ts'
import type { CleanReceipt } from './receipt.ts'
import { type Ruling, ruleOn } from './receipt-rules.ts'

/** A receipt whose effect is there, with what the tables say. */
export interface FiledReceipt {
  readonly receipt: CleanReceipt
  readonly effect: EffectRecord
  /** What it did when it came before; `null` the first time. */
  readonly before: ReceiptVerdict | null
  readonly wasRefused: boolean
}

/** A receipt as it is to be written: how often it came now, and what it did. */
export interface KeptReceipt extends FiledReceipt {
  readonly times: number
  readonly verdict: ReceiptVerdict
}

export interface Judgement {
  /** What became of each, in order. */
  readonly statuses: readonly (ReceiptVerdict | 'repeated')[]
  readonly kept: readonly KeptReceipt[]
  readonly moves: readonly Move[]
}

/** Judges receipts one after the other, each on what the ones before it have made of its effect. */
export function judgeReceipts(filed: readonly FiledReceipt[]): Judgement {
  const states = new Map<string, EffectState>()
  const kept = new Map<string, KeptReceipt>()
  const moves: Move[] = []
  const statuses = filed.map((one) => {
    const { receipt, effect, wasRefused } = one
    const state = states.get(effect.id) ?? effect.state
    const ruling = ruleOn({ ...receipt, state, latest: effect.attempt, wasRefused })
    const key = `${effect.id} ${receipt.attempt} ${receipt.identity}`
    const earlier = kept.get(key)
    const before = earlier?.verdict ?? one.before
    // What was only noted once can lead on later: the attempt that was under way has ended without an answer.
    const isRepeated = before !== null && ruling.verdict !== 'moved'
    kept.set(key, {
      ...one,
      times: (earlier?.times ?? 0) + 1,
      verdict: isRepeated ? before : ruling.verdict,
    })
    if (isRepeated) return 'repeated'
    const move = moveFor(one, state, ruling)
    if (move !== undefined) moves.push(move)
    states.set(effect.id, move?.to ?? state)
    return ruling.verdict
  })
  return { statuses, kept: [...kept.values()], moves }
}

function moveFor({ receipt, effect }: FiledReceipt, state: EffectState, ruling: Ruling): Move | undefined {
  const { status, code, attempt, gatewayRef } = receipt
  const common = {
    subject: effect.subject,
    id: effect.id,
    from: [state],
    actor: 'gateway',
    about: attempt,
    detail: { status, ...(code === null ? {} : { code }) },
  }
  if (ruling.verdict === 'moved') return { ...common, to: ruling.to, reason: 'receipt', set: { gatewayRef } }
  if (ruling.verdict === 'noted') return undefined
  const shown = { ...common, reason: 'contradicted', set: { contradicted: true as const } }
  if (state === 'pending') return { ...shown, to: 'held', dueAt: 'never' }
  // What is held until some time stays until somebody decides.
  return state === 'held' ? { ...shown, to: null, dueAt: 'never' } : { ...shown, to: null }
}
