import { noteServerTime } from './server-clock.ts'
import { NoAnswer, Refused } from './trouble.ts'
import type { Paths } from './types.generated.ts'

type Path = keyof Paths
type Method<P extends Path> = keyof Paths[P] & string
type Responses<P extends Path, M extends Method<P>> = Paths[P][M] extends { responses: infer R } ? R : never
type Query<P extends Path, M extends Method<P>> = Paths[P][M] extends { query: infer Q } ? Q : undefined
type Body<P extends Path, M extends Method<P>> = Paths[P][M] extends { body: infer B } ? B : undefined
type NumberOf<S> = S extends `${infer N extends number}` ? N : never
type ParameterOf<P extends string> = P extends `${string}{${infer N}}${infer R}` ? N | ParameterOf<R> : never

/** Every answer the server declares for a call, told apart by its status. */
export type Answer<P extends Path, M extends Method<P>> = {
  [S in keyof Responses<P, M>]: { readonly status: NumberOf<S>; readonly body: Responses<P, M>[S] }
}[keyof Responses<P, M>]

/** The body of one declared answer: `BodyOf<'/api/quota', 'get', 200>`. */
export type BodyOf<P extends Path, M extends Method<P>, S extends number> = Extract<
  Answer<P, M>,
  { status: S }
>['body']

export interface CallOptions<P extends Path, M extends Method<P>, S extends number> {
  /** What stands in the path's braces. */
  readonly params?: Readonly<Record<ParameterOf<P>, string>>
  readonly query?: Query<P, M>
  readonly body?: Body<P, M>
  /** A file in the place of a JSON body, and what it is, such as `text/csv`. */
  readonly file?: { readonly type: string; readonly content: Blob }
  /** The `Idempotency-Key`: a repetition with the same one is told what the first came to, and does nothing. */
  readonly key?: string
  /** The language of texts that the server has in several. */
  readonly language?: string
  readonly signal?: AbortSignal | undefined
  /** The statuses the caller handles. Any other answer is thrown as `Refused`. */
  readonly expect: readonly S[]
}

/**
 * Calls the server by the types of its OpenAPI document.
 *
 * Throws `NoAnswer` when no readable answer came: then nobody here knows whether the server acted.
 * Throws `Refused` for an answer that the caller did not expect.
 */
export async function call<P extends Path, M extends Method<P>, S extends Answer<P, M>['status']>(
  method: M,
  path: P,
  options: CallOptions<P, M, S>,
): Promise<Extract<Answer<P, M>, { status: S }>> {
  const address = fillIn(path, options.params ?? {}) + queryString(options.query ?? {})
  const response = await send(method.toUpperCase(), address, options)
  const body = await readJson(response)
  if (!options.expect.some((status) => status === response.status)) throw new Refused(response, body)
  // The one place where the server's word is taken for its types; the OpenAPI document is tested against its routes.
  return { status: response.status, body } as Extract<Answer<P, M>, { status: S }>
}

interface Sent {
  readonly body?: unknown
  readonly file?: { readonly type: string; readonly content: Blob }
  readonly key?: string
  readonly language?: string
  readonly signal?: AbortSignal | undefined
}

async function send(
  method: string,
  address: string,
  { body, file, key, language, signal }: Sent,
): Promise<Response> {
  const type = file?.type ?? (body === undefined ? undefined : 'application/json')
  try {
    const response = await fetch(address, {
      method,
      credentials: 'same-origin',
      headers: {
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(language === undefined ? {} : { 'accept-language': language }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: file?.content ?? (body === undefined ? null : JSON.stringify(body)),
      signal: signal ?? null,
    })
    noteServerTime(response.headers.get('date'))
    return response
  } catch (error) {
    throw new NoAnswer('the connection failed', { cause: error })
  }
}

/** The JSON of an answer, or `undefined` for an empty one. Something unreadable (a proxy's page) is no answer. */
async function readJson(response: Response): Promise<unknown> {
  try {
    const text = await response.text()
    return text === '' ? undefined : JSON.parse(text)
  } catch (error) {
    throw new NoAnswer(`status ${response.status} came without readable JSON`, { cause: error })
  }
}

function fillIn(path: string, params: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new TypeError(`Expected \`params\` to have \`${name}\` for ${path}`)
    return encodeURIComponent(value)
  })
}

function queryString(query: object): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined)
  return pairs.length === 0
    ? ''
    : `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`
}
