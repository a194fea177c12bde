import { call } from '../api/client.ts'
import { NoAnswer, Refused } from '../api/trouble.ts'
import type { BodyOf } from '../api/client.ts'

const path = '/api/clients/{id}/messages'

export type Queued = BodyOf<typeof path, 'post', 202>

/** The winner's record, told to whoever came second. */
export type Already = BodyOf<typeof path, 'post', 409>

/** What the wish to send a message came to, as far as anyone here can know. */
export type SendOutcome =
  | { readonly kind: 'queued'; readonly answer: Queued }
  | { readonly kind: 'already'; readonly answer: Already }
  /** Nothing was claimed and nothing will be sent; `code` says why. */
  | { readonly kind: 'refused'; readonly code: string }
  /** No readable answer: it may have counted. Asking again with the same key is harmless. */
  | { readonly kind: 'unknown' }

export interface SendWish {
  readonly clientId: string
  readonly text: string
  readonly key: string
  readonly language: string
}

/** Codes of a 503 with which nothing was written. After any other answer of a server in trouble it may have counted. */
const turnedAway = new Set(['overloaded', 'busy'])

/** Sends one message. Never throws for what a server may answer, and never repeats itself. */
export async function sendMessage({ clientId, text, key, language }: SendWish): Promise<SendOutcome> {
  const params = { id: clientId }
  try {
    const answer = await call('post', path, { params, body: { text }, key, language, expect: [202, 409] })
    if (answer.status === 202) return { kind: 'queued', answer: answer.body }
    const { body } = answer
    return body.code === 'already-messaged'
      ? { kind: 'already', answer: body }
      : { kind: 'refused', code: body.code }
  } catch (error) {
    return outcomeOf(error)
  }
}

function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof NoAnswer) return { kind: 'unknown' }
  if (!(error instanceof Refused)) throw error
  const mayHaveCounted = error.status >= 500 && !turnedAway.has(error.code)
  return mayHaveCounted ? { kind: 'unknown' } : { kind: 'refused', code: error.code }
}
