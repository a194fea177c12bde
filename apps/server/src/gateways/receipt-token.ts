import { createHmac, timingSafeEqual } from 'node:crypto'

/** Which attempt at which effect a receipt is about. */
export interface ReceiptPlace {
  readonly subject: string
  readonly effectId: string
  readonly attempt: number
}

const UUID_BYTES = 16
const ATTEMPT_BYTES = 4
const MAC_BYTES = 16

/**
 * The last part of the address that a gateway sends the receipts of one attempt to: what they are about, and our
 * signature of it. Gateways have no other place to keep it, so it stands in an address, and is worth nothing but a
 * receipt of this one attempt at this one gateway.
 */
export function receiptToken(key: string, gateway: string, place: ReceiptPlace): string {
  const attempt = Buffer.alloc(ATTEMPT_BYTES)
  attempt.writeUInt32BE(place.attempt)
  const effectId = Buffer.from(place.effectId.replaceAll('-', ''), 'hex')
  if (effectId.length !== UUID_BYTES) throw new TypeError('Expected the id of an effect to be a UUID')
  const body = Buffer.concat([attempt, effectId, Buffer.from(place.subject, 'utf8')])
  return Buffer.concat([mac(key, gateway, body), body]).toString('base64url')
}

/** What a token stands for, or `undefined` unless it is ours, for this gateway, to the last bit. */
export function readReceiptToken(key: string, gateway: string, token: string): ReceiptPlace | undefined {
  const bytes = Buffer.from(token, 'base64url')
  // Characters that base64url does not have are skipped by the decoder; such a token is not the one that we wrote.
  if (bytes.toString('base64url') !== token) return undefined
  const body = bytes.subarray(MAC_BYTES)
  if (body.length <= ATTEMPT_BYTES + UUID_BYTES) return undefined
  if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), mac(key, gateway, body))) return undefined
  const hex = body.toString('hex', ATTEMPT_BYTES, ATTEMPT_BYTES + UUID_BYTES)
  return {
    attempt: body.readUInt32BE(0),
    effectId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    subject: body.toString('utf8', ATTEMPT_BYTES + UUID_BYTES),
  }
}

function mac(key: string, gateway: string, body: Buffer): Buffer {
  return createHmac('sha256', key).update(`${gateway}\0`).update(body).digest().subarray(0, MAC_BYTES)
}
