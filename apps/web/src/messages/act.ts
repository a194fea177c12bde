import { call } from '../api/client.ts'
import type { BodyOf } from '../api/client.ts'
import { NoAnswer, Refused } from '../api/trouble.ts'
import type { Message, Resolution, Verdict } from '../api/types.ts'

/** What a gateway said when it was asked. `absent` and `unclear` leave the outcome open. */
export type Finding = BodyOf<'/api/messages/{id}/look-up', 'post', 200>['finding']

/** What trying to do something about a message came to. */
export type ActOutcome =
  | { readonly kind: 'done'; readonly message: Message; readonly finding?: Finding }
  /** It has moved on meanwhile; this is how it stands. */
  | { readonly kind: 'not-in-state'; readonly message: Message }
  | ActTrouble

export type ActTrouble =
  | { readonly kind: 'refused'; readonly code: string }
  /** No readable answer. Whether it was done shows in the message's history. */
  | { readonly kind: 'unknown' }

export type Act = 'cancel' | 'look-up'

const paths = { cancel: '/api/messages/{id}/cancel', 'look-up': '/api/messages/{id}/look-up' } as const

/** Takes a message back, or looks it up at its gateway. */
export async function actOnMessage(act: Act, id: string): Promise<ActOutcome> {
  try {
    const answer = await call('post', paths[act], { params: { id }, body: {}, expect: [200, 409] })
    if (answer.status === 200) return doneWith(answer.body)
    const { body } = answer
    return body.code === 'not-in-state'
      ? { kind: 'not-in-state', message: body.message }
      : { kind: 'refused', code: body.code }
  } catch (error) {
    return troubleOf(error)
  }
}

function doneWith(message: Message & { readonly finding?: Finding }): ActOutcome {
  const { finding } = message
  return { kind: 'done', message, ...(finding === undefined ? {} : { finding }) }
}

export interface Decision {
  readonly messages: readonly Pick<Message, 'id' | 'attempt'>[]
  readonly verdict: Verdict
  readonly reason: string
}

export type DecideOutcome = { readonly kind: 'decided'; readonly resolution: Resolution } | ActTrouble

/** Records what a person has found out about messages whose outcome nobody knew. */
export async function decide({ messages, verdict, reason }: Decision): Promise<DecideOutcome> {
  const [first, ...others] = messages
  if (!first) return { kind: 'decided', resolution: { resolved: [], refused: [] } }
  try {
    if (others.length === 0) return await decideOne(first, { verdict, reason })
    const ids: [string, ...string[]] = [first.id, ...others.map(({ id }) => id)]
    const body = { ids, verdict, reason }
    const answer = await call('post', '/api/messages/resolve', { body, expect: [200] })
    return { kind: 'decided', resolution: answer.body }
  } catch (error) {
    return troubleOf(error)
  }
}

/** On a single one, for the attempt that was seen: an attempt that has begun since is none that the person judged. */
async function decideOne(
  { id, attempt }: Pick<Message, 'id' | 'attempt'>,
  words: Pick<Decision, 'verdict' | 'reason'>,
): Promise<DecideOutcome> {
  const body = { ...words, attempt }
  const answer = await call('post', '/api/messages/{id}/resolve', {
    params: { id },
    body,
    expect: [200, 409],
  })
  if (answer.status === 200) return { kind: 'decided', resolution: { resolved: [id], refused: [] } }
  if (answer.body.code !== 'not-in-state') return { kind: 'refused', code: answer.body.code }
  const { state } = answer.body.message
  return { kind: 'decided', resolution: { resolved: [], refused: [{ id, code: 'not-in-state', state }] } }
}

function troubleOf(error: unknown): ActTrouble {
  if (error instanceof NoAnswer) return { kind: 'unknown' }
  if (!(error instanceof Refused)) throw error
  return error.status >= 500 ? { kind: 'unknown' } : { kind: 'refused', code: error.code }
}
