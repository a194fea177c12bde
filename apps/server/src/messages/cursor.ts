import type { EffectRecord } from 'daylatch'
import { Problem } from '../http/problem.ts'

/** Where a list of messages goes on: the last message of the page before. */
export type MessagePlace = Pick<EffectRecord, 'id' | 'askedAt'>

export function writeCursor({ id, askedAt }: MessagePlace): string {
  return `${askedAt.getTime()}_${id}`
}

/** Later than this the text of a date is none that the database reads. */
const LAST_MS = Date.UTC(9999, 11, 31)

/** @throws {Problem} 400 `invalid-cursor` */
export function readCursor(text: string): MessagePlace {
  const [, at, id] = /^(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text) ?? []
  if (at === undefined || id === undefined || Number(at) > LAST_MS) {
    throw new Problem(400, 'invalid-cursor', 'The cursor is not one that this list has given out.')
  }
  return { id, askedAt: new Date(Number(at)) }
}
