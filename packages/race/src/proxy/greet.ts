import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket, type SecureContext } from 'node:tls'
import { openingLength, readOpening, type Opening } from '../wire/startup.ts'

/** The first byte of a TLS handshake, from a client that asks nobody whether it may. */
const tlsHello = 0x16

/** A client that has said what it wants. */
export interface Greeted {
  /** The one to go on with: encrypted, if that was agreed upon. */
  readonly socket: Duplex
  readonly opening: Extract<Opening, { kind: 'startup' | 'cancel' }>
  /** What it sent behind that. */
  readonly rest: Buffer
}

/**
 * Answers what comes before the startup packet: no to GSS encryption, and to TLS what `context` allows. Rejects when the
 * client leaves or says what no client of PostgreSQL says.
 */
export function greet(client: Duplex, context: SecureContext | null): Promise<Greeted> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(new Error('The client left before it said what it wanted'))
    let socket = client
    let bytes: Buffer = Buffer.alloc(0)
    const encrypt = (first: Buffer): void => {
      if (context === null || !(socket instanceof Socket)) return void socket.destroy()
      socket.off('data', read).off('close', leave)
      socket.pause()
      if (first.length > 0) socket.unshift(first)
      const secure = new TLSSocket(socket, {
        isServer: true,
        secureContext: context,
        ALPNProtocols: ['postgresql'],
      })
      socket = secure
      bytes = Buffer.alloc(0)
      secure
        .on('data', read)
        .on('error', () => secure.destroy())
        .once('close', leave)
    }
    const read = (chunk: Buffer): void => {
      try {
        bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
        if (socket === client && bytes[0] === tlsHello) return encrypt(bytes)
        const length = openingLength(bytes)
        if (length === undefined) return
        const opening = readOpening(bytes.subarray(0, length))
        bytes = bytes.subarray(length)
        if (opening.kind === 'startup' || opening.kind === 'cancel') {
          socket.off('data', read).off('close', leave)
          socket.pause()
          resolve({ socket, opening, rest: bytes })
        } else if (opening.kind === 'gss' || context === null || socket !== client) {
          socket.write('N')
          if (bytes.length > 0) read(Buffer.alloc(0))
        } else {
          // What stands behind the request in clear text would count as if it had come encrypted.
          if (bytes.length > 0) throw new RangeError('Clear text behind a request for TLS')
          socket.write('S')
          encrypt(bytes)
        }
      } catch (error) {
        socket.destroy()
        reject(error)
      }
    }
    client.on('data', read).once('close', leave)
  })
}
