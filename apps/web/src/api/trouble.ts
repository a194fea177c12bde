/** No readable answer came. For a call that changes something this means: it is not known whether it counted. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** The server answered, and the answer is a refusal that the caller had not expected. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  /** The stable code of the problem details, or '' where an answer has none. */
  readonly code: string
  /** How long the server asks to wait, in seconds, or `undefined` if it does not say. */
  readonly retryAfterS: number | undefined

  constructor(response: Response, body: unknown) {
    super(`The server answered ${response.status}`)
    this.status = response.status
    this.code = codeOf(body)
    this.retryAfterS = secondsOf(response.headers.get('retry-after'))
  }
}

/** Worth asking again without a person's decision: reads only, and only where another try may go better. */
export function mayPass(error: unknown): boolean {
  return error instanceof NoAnswer || (error instanceof Refused && error.status >= 500)
}

function codeOf(body: unknown): string {
  const code: unknown = typeof body === 'object' && body !== null && 'code' in body ? body.code : ''
  return typeof code === 'string' ? code : ''
}

function secondsOf(header: string | null): number | undefined {
  const seconds = header === null ? Number.NaN : Number(header)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : undefined
}
