/** What the tests use of `smpp`, which has no types of its own. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events'
  import type { Server } from 'node:net'

  export interface Pdu {
    readonly command: string
    readonly source_addr: string
    readonly destination_addr: string
    readonly registered_delivery: number
    readonly short_message: { readonly message: string | Buffer }
    response(fields?: Readonly<Record<string, unknown>>): Pdu
  }

  export interface Session extends EventEmitter {
    send(pdu: Pdu): void
    deliver_sm(fields: Readonly<Record<string, unknown>>): void
    close(): void
  }

  const smpp: { createServer(listener: (session: Session) => void): Server }
  export default smpp
}
