import { STATUS_CODES } from 'node:http'
import { type TObject, type TSchema, Type } from 'typebox'

/** Every refusal of the API as RFC 9457 problem details. `code` is stable; texts are for people and may change. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: '`urn:daylatch:problem:` and the code' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'Stable: branch on this' }),
  },
  { description: 'RFC 9457 problem details', additionalProperties: true },
)

/**
 * The `response` entries of a route for the statuses that it may refuse with.
 *
 * Typed as nothing, because handlers throw problems and never return them.
 */
export function problems(...statuses: readonly number[]): Record<never, never> {
  return Object.fromEntries(statuses.map((status) => [status, asProblem(status, ProblemSchema)]))
}

/** A refusal of one status, in the media type of problem details. */
export function asProblem(status: number, schema: TSchema): Record<string, unknown> {
  return {
    description: STATUS_CODES[status] ?? 'Error',
    content: { 'application/problem+json': { schema } },
  }
}

/** Statuses that every route with a body may answer: bad input, foreign page, too large, wrong type, no database. */
export const WRITE_REFUSALS = [400, 403, 413, 415, 503] as const

/** The problem details with fields of their own beside the common ones. */
export function problemWith<T extends TObject>(extra: T): TObject {
  return Type.Object({ ...ProblemSchema.properties, ...extra.properties }, { additionalProperties: true })
}

/** The media type of every refusal. */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** Media types of a body that a script may send as a form. */
export const FORM_OR_JSON = ['application/json', 'application/x-www-form-urlencoded']

export interface ProblemOptions {
  /** Fields beside the common ones. */
  readonly extra?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** A refusal that the client is meant to see. Thrown by handlers, turned into an answer by the error handler. */
export class Problem extends Error {
  override readonly name: string = 'Problem'
  readonly status: number
  readonly code: string
  readonly extra: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, detail: string, options: ProblemOptions = {}) {
    super(detail, 'cause' in options ? { cause: options.cause } : undefined)
    this.status = status
    this.code = code
    this.extra = options.extra ?? {}
    this.headers = options.headers ?? {}
  }

  toBody(): Record<string, unknown> {
    return problemBody(this.status, this.code, this.message, this.extra)
  }
}

/** For refusals that are no exception: making an error with its stack costs more than all the rest of such an answer. */
export function problemBody(
  status: number,
  code: string,
  detail: string,
  extra: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const title = STATUS_CODES[status] ?? 'Error'
  return { type: `urn:daylatch:problem:${code}`, title, status, detail, code, ...extra }
}
