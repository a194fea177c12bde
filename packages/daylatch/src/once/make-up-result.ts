import type { ClaimRecord } from './claim-record.ts'

/** What became of a wish to make a period up. A refusal is a value: it names the rule, and the facts it went by. */
export type MakeUpResult = MadeUp | MakeUpRefused

export interface MadeUp {
  readonly status: 'made-up'
  readonly claim: ClaimRecord
  /** What it cost, and what that left in the account. `null` when it cost nothing. */
  readonly cost: {
    readonly amount: number
    readonly unit: string
    readonly account: string
    readonly balance: number
  } | null
  /** What the account that was paid holds right after; else the one that the cost came from. `null` without either. */
  readonly balance: number | null
  /** Whether the answer is that of an earlier call with the same idempotency key, as it was then. */
  readonly replayed: boolean
}

/** Nothing was written. */
export type MakeUpRefused = { readonly status: 'refused' } & MakeUpRefusal

export type MakeUpRefusal =
  /** The key names no period of the rule. */
  | { readonly rule: 'no-such-period'; readonly period: string }
  /** The period runs, or is still to come. */
  | { readonly rule: 'not-over'; readonly period: string; readonly endsAt: Date }
  | {
      readonly rule: 'too-far-back'
      readonly period: string
      readonly periodsBack: number
      /** The earliest period that could be made up now. */
      readonly earliest: string
    }
  /** The period was over when the subject's time began. */
  | { readonly rule: 'before-start'; readonly period: string; readonly notBefore: Date }
  | { readonly rule: 'already-claimed'; readonly claim: ClaimRecord }
  /** Another period's claim covers part of this one: zone or reset time were changed. */
  | { readonly rule: 'overlaps'; readonly period: string; readonly claim: ClaimRecord }
  | {
      readonly rule: 'no-allowance'
      readonly perMonth: number
      readonly usedThisMonth: number
      /** When the next month begins. */
      readonly renewsAt: Date
    }
  | {
      readonly rule: 'insufficient'
      readonly unit: string
      readonly account: string
      /** What is in the account, and how much of that is set aside. */
      readonly amount: number
      readonly held: number
      readonly needed: number
    }

/** Undoes the transaction, and carries the refusal to the caller. */
export class Refused extends Error {
  override readonly name: string = 'Refused'
  readonly refusal: MakeUpRefusal

  constructor(refusal: MakeUpRefusal) {
    super(refusal.rule)
    this.refusal = refusal
  }
}
