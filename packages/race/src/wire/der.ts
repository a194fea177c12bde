/** One element of ASN.1: its tag, its length, its contents. */
export function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents)
  const { length } = body
  // Up to 127 the length is one byte; above it the first byte says how many follow.
  const digits = length < 0x100 ? [length] : [length >> 8, length & 0xff]
  const head = length < 0x80 ? [length] : [0x80 | digits.length, ...digits]
  return Buffer.concat([Buffer.from([tag, ...head]), body])
}

export const sequence = (...contents: readonly Buffer[]): Buffer => der(0x30, ...contents)

export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text))

/** Bits that fill whole bytes. */
export const bits = (bytes: Buffer): Buffer => der(0x03, Buffer.from([0]), bytes)

/** An object identifier such as `2.5.29.17`. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f]
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift(0x80 | (left & 0x7f))
  return digits
}

/** A time before 2050, to the second. */
export function utcTime(time: Date): Buffer {
  const text = time
    .toISOString()
    .replace(/[-:T]|\.\d+/g, '')
    .slice(2)
  return der(0x17, Buffer.from(text))
}
