import { type Behaviour, type Delivery, MODES, MOST_SECONDS, USUAL } from './protocol.ts'
import { Refusal } from './refusal.ts'

const LONGEST_NUMBER = 32
const LONGEST_TEXT = 10_000
const LONGEST_REFERENCE = 200
const LONGEST_URL = 2000

/** @throws {Refusal} 400 `bad-message` with what was expected */
export function checkDelivery(body: unknown): Delivery {
  const given = asObject(body, 'bad-message', ['number', 'text', 'attemptId', 'key', 'keyed', 'receiptUrl'])
  const { receiptUrl, keyed = false } = given
  const number = textIn(given, 'number', LONGEST_NUMBER)
  if (!/^\+[1-9]\d{1,30}$/.test(number)) {
    throw badMessage('number', 'a number that begins with + and its country, such as +8613800000000', number)
  }
  if (typeof keyed !== 'boolean') throw badMessage('keyed', 'true or false', keyed)
  return {
    number,
    text: textIn(given, 'text', LONGEST_TEXT),
    attemptId: textIn(given, 'attemptId', LONGEST_REFERENCE),
    key: textIn(given, 'key', LONGEST_REFERENCE),
    keyed,
    ...(receiptUrl === undefined ? {} : { receiptUrl: address(receiptUrl) }),
  }
}

/** @throws {Refusal} 400 `bad-behaviour` with what was expected */
export function checkBehaviour(body: unknown): Behaviour {
  const { mode: wanted, seconds = USUAL.seconds } = asObject(body, 'bad-behaviour', ['mode', 'seconds'])
  const mode = MODES.find((one) => one === wanted)
  if (mode === undefined) {
    throw bad('bad-behaviour', 'mode', `one of ${MODES.join(', ')}`, wanted)
  }
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= MOST_SECONDS)) {
    throw bad('bad-behaviour', 'seconds', `a number from 0 to ${MOST_SECONDS}`, seconds)
  }
  return { mode, seconds }
}

function asObject(body: unknown, code: string, known: readonly string[]): Partial<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw bad(code, 'the body', 'a JSON object', body)
  }
  const stranger = Object.keys(body).find((key) => !known.includes(key))
  if (stranger !== undefined) throw bad(code, 'the body', `only ${known.join(', ')}`, stranger)
  return body
}

function textIn(given: Partial<Record<string, unknown>>, name: string, longest: number): string {
  const value = given[name]
  if (typeof value === 'string' && value !== '' && value.length <= longest) return value
  throw badMessage(name, `a text of 1 to ${longest} characters`, value)
}

function address(value: unknown): string {
  if (typeof value === 'string' && value.length <= LONGEST_URL && URL.canParse(value)) {
    const { protocol } = new URL(value)
    if (protocol === 'http:' || protocol === 'https:') return value
  }
  // Not shown: it holds a token.
  throw new Refusal(
    400,
    'bad-message',
    'Expected `receiptUrl` to be an http or https address, got another value',
  )
}

function badMessage(name: string, expected: string, got: unknown): Refusal {
  return bad('bad-message', name, expected, got)
}

function bad(code: string, name: string, expected: string, got: unknown): Refusal {
  const shown = (JSON.stringify(got) ?? 'nothing').slice(0, 80)
  return new Refusal(400, code, `Expected \`${name}\` to be ${expected}, got ${shown}`)
}
