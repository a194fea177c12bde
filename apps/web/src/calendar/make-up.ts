import { call } from '../api/client.ts'
import { NoAnswer, Refused } from '../api/trouble.ts'
import type { MadeUp } from '../api/types.ts'

/** One wish to make up a day. Its key makes a repetition harmless: the day is paid and its cost taken once. */
export interface Wish {
  readonly period: string
  readonly card: number
  readonly key: string
}

/** The rules by which the server refuses a make-up, by their codes. */
const refusals = {
  'already-checked-in': 'already',
  overlaps: 'overlaps',
  'no-allowance': 'no-allowance',
  'insufficient-quota': 'insufficient',
  'too-far-back': 'too-far-back',
  'not-over': 'not-over',
  'before-start': 'before-start',
  'not-signed-in': 'signed-out',
  overloaded: 'busy',
  busy: 'busy',
} as const

type Refusal = (typeof refusals)[keyof typeof refusals] | 'refused'

/** What came of it, as far as anyone here can know. */
export type MakeUpOutcome =
  | { readonly kind: 'done'; readonly madeUp: MadeUp }
  | { readonly kind: Refusal }
  /** No readable answer: it may have counted. */
  | { readonly kind: 'unknown' }

/** Asks the server to make up a day. Never throws and never repeats itself. */
export async function makeUp({ period, card, key }: Wish): Promise<MakeUpOutcome> {
  try {
    const answer = await call('post', '/api/check-ins/make-up', {
      body: { period, card },
      key,
      expect: [201],
    })
    return { kind: 'done', madeUp: answer.body }
  } catch (error) {
    if (error instanceof NoAnswer) return { kind: 'unknown' }
    if (!(error instanceof Refused)) throw error
    return { kind: kindOf(error) }
  }
}

function kindOf({ code, status }: Refused): Refusal | 'unknown' {
  const known = Object.entries(refusals).find(([name]) => name === code)?.[1]
  return known ?? (status >= 500 ? 'unknown' : 'refused')
}
