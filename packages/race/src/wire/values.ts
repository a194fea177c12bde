/** Microseconds from 1970 to 2000, where PostgreSQL begins to count. */
const epochMs = Date.UTC(2000, 0, 1)

const readers: Readonly<Record<number, (bytes: Buffer) => string>> = {
  16: (bytes) => (bytes[0] === 1 ? 't' : 'f'),
  18: (bytes) => bytes.toString('utf8'),
  19: (bytes) => bytes.toString('utf8'),
  20: (bytes) => String(bytes.readBigInt64BE(0)),
  21: (bytes) => String(bytes.readInt16BE(0)),
  23: (bytes) => String(bytes.readInt32BE(0)),
  25: (bytes) => bytes.toString('utf8'),
  26: (bytes) => String(bytes.readUInt32BE(0)),
  114: (bytes) => bytes.toString('utf8'),
  700: (bytes) => String(Math.fround(bytes.readFloatBE(0))),
  701: (bytes) => String(bytes.readDoubleBE(0)),
  1042: (bytes) => bytes.toString('utf8'),
  1043: (bytes) => bytes.toString('utf8'),
  1082: (bytes) => new Date(epochMs + bytes.readInt32BE(0) * 86_400_000).toISOString().slice(0, 10),
  1114: instant,
  1184: instant,
  2950: (bytes) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  3802: (bytes) => bytes.toString('utf8', 1),
}

function instant(bytes: Buffer): string {
  const ms = epochMs + Number(bytes.readBigInt64BE(0) / 1000n)
  return Number.isFinite(new Date(ms).getTime()) ? new Date(ms).toISOString() : hex(bytes)
}

function hex(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`
}

/**
 * A value of the wire as a person reads it. What came in binary and is none of the usual types is told in hexadecimal, as
 * is one that does not have its type's length.
 */
export function valueAsText(value: Buffer | null, format: number, type: number): string | null {
  if (value === null) return null
  if (format === 0) return value.toString('utf8')
  try {
    return readers[type]?.(value) ?? hex(value)
  } catch (error) {
    if (error instanceof RangeError) return hex(value)
    throw error
  }
}
