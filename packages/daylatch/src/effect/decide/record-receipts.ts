import { atomically } from '../../drivers/atomically.ts'
import type { Database, Session } from '../../drivers/database.ts'
import { badOption } from '../../errors.ts'
import { isTrue, textOrNull } from '../../rows.ts'
import { type EffectRecord, toEffectRecord } from '../effect-record.ts'
import { applyMoves } from '../moves/apply-moves.ts'
import type { ReceiptVerdict } from '../read/receipts.ts'
import { LOCK_TIMEOUT_MS } from './decision.ts'
import { type FiledReceipt, judgeReceipts, type KeptReceipt } from './judge-receipts.ts'
import { type CleanReceipt, cleanReceipt, type Receipt } from './receipt.ts'
import { effectsById, keepReceipts, knownReceipts, lockEffects } from './receipt-statements.ts'

/**
 * `moved`: the effect is where the receipt says · `noted`: it was there already, or further · `repeated`: the same was
 * said before · `contradicts`: the state says otherwise and stays, and the effect is `contradicted` from now on ·
 * `absent`: there is no such effect.
 */
export type ReceiptResult =
  | { readonly status: 'moved' | 'noted' | 'repeated' | 'contradicts'; readonly effect: EffectRecord }
  | { readonly status: 'absent'; readonly effect: null }

/** Most receipts of one transaction. */
const RECEIPTS_LIMIT = 256

/**
 * Records what a gateway says about an attempt; see {@link recordReceipts}.
 *
 * @throws {DaylatchError} as `recordReceipts`
 */
export async function recordReceipt(db: Database, receipt: Receipt): Promise<ReceiptResult> {
  const [result] = await recordReceipts(db, [receipt])
  if (result === undefined) throw new TypeError('Expected an outcome for the receipt')
  return result
}

/**
 * Records what gateways say about attempts, in one transaction, as if they came one after the other. Each is kept once.
 * They may come before the gateway's own answer, twice, in any order, and contradict the state or each other: they only
 * lead forward, and free or take no slot.
 *
 * One that says it left, for an effect that waits to leave, holds it until a person decides.
 *
 * @param receipts at most 256
 * @returns what became of each, in their order; `effect` as it stands after all of them
 * @throws {DaylatchError} BAD_OPTION, LOCK_TIMEOUT, DEADLOCK, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function recordReceipts(
  db: Database,
  receipts: readonly Receipt[],
): Promise<readonly ReceiptResult[]> {
  if (receipts.length > RECEIPTS_LIMIT) {
    throw badOption('receipts', `at most ${RECEIPTS_LIMIT} receipts`, receipts.length)
  }
  const clean = receipts.map(cleanReceipt)
  const ids = [...new Set(clean.map(({ effectId }) => effectId))]
  if (ids.length === 0) return []
  return await atomically(
    db,
    { lockTimeoutMs: LOCK_TIMEOUT_MS, subjects: ids, readsFirst: true },
    async (session) => {
      const locked = await read(session, lockEffects, ids)
      const filed = await file(session, clean, locked)
      const { statuses, kept, moves } = judgeReceipts(filed)
      // In this order, and at once where the driver pipelines: nothing is decided in between.
      await Promise.all([keep(session, kept), applyMoves(session, moves)])
      const after = moves.length === 0 ? locked : await read(session, effectsById, ids)
      const outcomes = new Map(filed.map(({ receipt }, index) => [receipt, statuses[index]]))
      return clean.map((receipt): ReceiptResult => {
        const [status, effect] = [outcomes.get(receipt), after.get(receipt.effectId)]
        return status === undefined || effect === undefined
          ? { status: 'absent', effect: null }
          : { status, effect }
      })
    },
  )
}

async function read(
  session: Session,
  statement: { readonly name: string; readonly text: string },
  ids: readonly string[],
): Promise<ReadonlyMap<string, EffectRecord>> {
  const { rows } = await session.query({ ...statement, values: [ids] })
  return new Map(rows.map(toEffectRecord).map((effect) => [effect.id, effect]))
}

/** Those whose effect is there, with what was known of each before. */
async function file(
  session: Session,
  receipts: readonly CleanReceipt[],
  locked: ReadonlyMap<string, EffectRecord>,
): Promise<readonly FiledReceipt[]> {
  const found = receipts.flatMap((receipt) => {
    const effect = locked.get(receipt.effectId)
    return effect === undefined ? [] : [{ receipt, effect }]
  })
  if (found.length === 0) return []
  const { rows } = await session.query({ ...knownReceipts, values: keys(found) })
  return found.map((one, index) => {
    const row = rows[index] ?? {}
    const before = textOrNull(row, 'known') as ReceiptVerdict | null
    return { ...one, before, wasRefused: isTrue(row, 'was_refused') }
  })
}

async function keep(session: Session, kept: readonly KeptReceipt[]): Promise<void> {
  if (kept.length === 0) return
  const values = [
    ...keys(kept),
    kept.map(({ receipt }) => receipt.status),
    kept.map(({ receipt }) => receipt.code),
    kept.map(({ times }) => times),
    kept.map(({ verdict }) => verdict),
  ]
  await session.query({ ...keepReceipts, values })
}

function keys(list: readonly Pick<FiledReceipt, 'receipt' | 'effect'>[]): unknown[][] {
  return [
    list.map(({ effect }) => effect.subject),
    list.map(({ effect }) => effect.id),
    list.map(({ receipt }) => receipt.attempt),
    list.map(({ receipt }) => receipt.identity),
  ]
}
