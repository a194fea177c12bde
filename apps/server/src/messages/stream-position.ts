import type { EventPosition } from 'daylatch'

/** As the id of an event: what of it a header can carry. */
export function writePosition({ xact, subject, effectId, seq }: EventPosition): string {
  return `${xact}/${effectId}/${seq}/${encodeURIComponent(subject)}`
}

const POSITION =
  /^(\d{1,20})\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(\d{1,10})\/([\w.!~*'()%-]{0,1800})$/
const LARGEST_XACT = 2n ** 64n - 1n

/** `undefined` for anything that is no position. */
export function readPosition(text: string): EventPosition | undefined {
  const [, xact, effectId, seq, encoded] = POSITION.exec(text) ?? []
  if (xact === undefined || effectId === undefined || seq === undefined || encoded === undefined)
    return undefined
  const subject = decode(encoded)
  if (subject === undefined || subject.length > 200 || subject.includes('\0')) return undefined
  if (BigInt(xact) > LARGEST_XACT || Number(seq) > 2_147_483_647) return undefined
  return { xact, effectId, seq: Number(seq), subject }
}

/** Whether `a` comes after `b`, in the order in which the database gives events. */
export function isAfter(a: EventPosition, b: EventPosition): boolean {
  if (a.xact !== b.xact) return BigInt(a.xact) > BigInt(b.xact)
  const subjects = Buffer.compare(Buffer.from(a.subject), Buffer.from(b.subject))
  if (subjects !== 0) return subjects > 0
  return a.effectId === b.effectId ? a.seq > b.seq : a.effectId > b.effectId
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}
