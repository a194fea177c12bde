/** A member who has signed in, as a script with a cookie jar: speaks to the site over HTTP and remembers its cookies. */
export class TestMember {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly #cookies: Map<string, string>
  readonly #url: () => string

  constructor(
    identity: { readonly id: string; readonly name: string; readonly email: string },
    cookies: ReadonlyMap<string, string>,
    url: () => string,
  ) {
    this.id = identity.id
    this.name = identity.name
    this.email = identity.email
    this.#cookies = new Map(cookies)
    this.#url = url
  }

  /** The `Cookie` header that it would send now. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Forgets one cookie, so that the next request shows what happens without it. */
  forget(name: string): void {
    this.#cookies.delete(name)
  }

  /** Sends a request with the jar's cookies, and keeps what comes back. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.#cookies.size > 0) headers.set('cookie', this.cookie)
    const response = await fetch(`${this.#url()}${path}`, { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  async post(path: string, body?: unknown): Promise<Response> {
    if (body === undefined) return await this.request(path, { method: 'POST' })
    return await this.request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
  }

  /** Presses the button: `POST /api/check-ins`. */
  async checkIn(): Promise<Response> {
    return await this.post('/api/check-ins')
  }

  /** Story 1's call: a form with `card_id=1`. */
  async sign(headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const body = new URLSearchParams({ card_id: '1' })
    return await this.request('/api/sign', { method: 'POST', body, headers })
  }

  /** What card 1 holds. */
  async quota(): Promise<number> {
    const response = await this.request('/api/quota')
    const { cards } = (await response.json()) as { readonly cards: readonly { readonly amount: number }[] }
    return cards[0]?.amount ?? Number.NaN
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const at = pair.indexOf('=')
    if (attributes.includes('Max-Age=0')) this.#cookies.delete(pair.slice(0, at))
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }
}
