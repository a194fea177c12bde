import { vi } from 'vitest'

/** One request that the pages made. */
export interface Asked {
  readonly method: string
  readonly address: string
  readonly body: unknown
  /** The `Idempotency-Key`, if it had one. */
  readonly key: string | undefined
  /** The language it asked for, if it did. */
  readonly language: string | undefined
}

/** What a server does with a request: an answer, or `undefined` for a connection that breaks. */
export type Reply = (asked: Asked) => Response | undefined

/** Puts a server of the test's own behind `fetch`; gives what it was asked. Undo with `vi.unstubAllGlobals()`. */
export function answerWith(reply: Reply): readonly Asked[] {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
    const headers = new Headers(init.headers)
    const request = {
      method: init.method ?? 'GET',
      address,
      body,
      key: headers.get('idempotency-key') ?? undefined,
      language: headers.get('accept-language') ?? undefined,
    }
    asked.push(request)
    const response = reply(request)
    if (!response) throw new TypeError('Failed to fetch')
    return await Promise.resolve(response)
  })
  return asked
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  return json(status, { type: `urn:daylatch:problem:${code}`, title: '', status, detail: '', code }, headers)
}
