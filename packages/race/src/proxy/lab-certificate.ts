import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { bits, der, oid, sequence, utcTime, utf8 } from '../wire/der.ts'

export interface LabCertificate {
  /** PEM. */
  readonly key: string
  /** PEM. Also what clients with `sslmode=verify-full` take for their root certificate. */
  readonly certificate: string
}

const dayMs = 86_400_000
const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))

/**
 * A key and a certificate, signed by itself, for `localhost`, 127.0.0.1 and ::1, for a year. For clients that insist on TLS
 * with a proxy on their own machine: it proves nothing to anybody who was not handed it.
 */
export function createLabCertificate(now: Date = new Date()): LabCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(der(0x31, sequence(oid('2.5.4.3'), utf8('Daylatch race lab'))))
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    ecdsaWithSha256,
    name,
    sequence(utcTime(new Date(now.getTime() - dayMs)), utcTime(new Date(now.getTime() + 365 * dayMs))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions())),
  )
  const certificate = sequence(toBeSigned, ecdsaWithSha256, bits(sign('sha256', toBeSigned, privateKey)))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${certificate
      .toString('base64')
      .replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`,
  }
}

function integer(bytes: Buffer): Buffer {
  const positive = Buffer.from(bytes)
  positive.writeUInt8((positive[0] ?? 0) & 0x7f, 0)
  // The shortest form has no leading zeros, but for the one that keeps the number positive.
  const start = positive.findIndex((byte, index) => byte !== 0 || index === positive.length - 1)
  const shortest = positive.subarray(start)
  return der(0x02, ...((shortest[0] ?? 0) >= 0x80 ? [Buffer.from([0]), shortest] : [shortest]))
}

function extensions(): readonly Buffer[] {
  const extension = (id: string, isCritical: boolean, value: Buffer): Buffer =>
    sequence(oid(id), ...(isCritical ? [der(0x01, Buffer.from([0xff]))] : []), der(0x04, value))
  const names = sequence(
    der(0x82, Buffer.from('localhost')),
    der(0x87, Buffer.from([127, 0, 0, 1])),
    der(0x87, Buffer.from([...Array.from({ length: 15 }, () => 0), 1])),
  )
  return [
    extension('2.5.29.17', false, names),
    // Its own authority, so that it can stand where a client wants a root certificate.
    extension('2.5.29.19', true, sequence(der(0x01, Buffer.from([0xff])))),
    extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1'))),
  ]
}
