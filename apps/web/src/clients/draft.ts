import { newKey } from '../api/new-key.ts'

/** What somebody is writing to a client, and the key that every try to send it carries. */
export interface Draft {
  readonly key: string
  readonly text: string
  /** It was sent, and no answer has come yet: it may have counted. Until that is known the text must not change. */
  readonly asked: boolean
}

/**
 * The draft that this tab keeps for a client, or a new one. It lives in the tab's own storage, so that a reload finds
 * the same attempt, and the next person at this computer finds nothing.
 */
export function recallDraft(memberId: string, clientId: string): Draft {
  return read(nameOf(memberId, clientId)) ?? newDraft('')
}

/** A draft with a key of its own: another text, or another try after an answer, is another wish. */
export function newDraft(text: string): Draft {
  return { key: newKey(), text, asked: false }
}

/** Keeps a draft, or forgets it where there is nothing in it. A browser that refuses storage forgets at a reload. */
export function keepDraft(memberId: string, clientId: string, draft: Draft): void {
  try {
    if (draft.text === '') sessionStorage.removeItem(nameOf(memberId, clientId))
    else sessionStorage.setItem(nameOf(memberId, clientId), JSON.stringify(draft))
  } catch {
    // Storage is refused or full. What was typed is still on the page; only a reload loses it.
    return
  }
}

function read(name: string): Draft | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(name) ?? 'null')
    return isDraft(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false
  const { key, text, asked } = value as Partial<Record<keyof Draft, unknown>>
  return typeof key === 'string' && typeof text === 'string' && typeof asked === 'boolean'
}

function nameOf(memberId: string, clientId: string): string {
  return `daylatch.draft.${memberId}.${clientId}`
}
