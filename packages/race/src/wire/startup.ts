/** The first thing that a client says. */
export type Opening =
  | { readonly kind: 'ssl' }
  | { readonly kind: 'gss' }
  /** `key` is what `readKeyData` told of the connection that is meant. */
  | { readonly kind: 'cancel'; readonly key: string; readonly packet: Buffer }
  | { readonly kind: 'startup'; readonly version: number; readonly parameters: ReadonlyMap<string, string> }

const sslCode = 80877103
const gssCode = 80877104
const cancelCode = 80877102

/** PostgreSQL's own limit for a startup packet. */
const longest = 10_000

/** Length of the opening packet that begins these bytes; `undefined` while too few are there. Throws at what is none. */
export function openingLength(bytes: Buffer): number | undefined {
  if (bytes.length < 4) return undefined
  const length = bytes.readUInt32BE(0)
  if (length < 8 || length > longest) throw new RangeError(`A startup packet of ${length} bytes`)
  return length <= bytes.length ? length : undefined
}

/** Reads one opening packet, its length included. */
export function readOpening(packet: Buffer): Opening {
  const code = packet.readUInt32BE(4)
  if (code === sslCode) return { kind: 'ssl' }
  if (code === gssCode) return { kind: 'gss' }
  if (code === cancelCode) return { kind: 'cancel', key: packet.toString('hex', 8), packet }
  const fields = packet.toString('utf8', 8).split('\0')
  const parameters = new Map<string, string>()
  for (let index = 0; index + 1 < fields.length && fields[index] !== ''; index += 2) {
    parameters.set(fields[index] ?? '', fields[index + 1] ?? '')
  }
  return { kind: 'startup', version: code, parameters }
}

export function writeStartup(version: number, parameters: ReadonlyMap<string, string>): Buffer {
  const body = Buffer.from(`${[...parameters].map(([name, value]) => `${name}\0${value}\0`).join('')}\0`)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8, 0)
  head.writeUInt32BE(version, 4)
  return Buffer.concat([head, body])
}

/** Asks a server for TLS; it answers with one byte, `S` or `N`. */
export const sslRequest: Buffer = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

/** An ErrorResponse of the proxy's own, for where there is no server to ask. */
export function writeFatal(code: string, message: string): Buffer {
  const body = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`)
  const head = Buffer.alloc(5)
  head.writeUInt8(0x45, 0)
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
