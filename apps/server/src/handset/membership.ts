import { type IncomingMessage, request } from 'node:http'
import type { Endpoint } from './endpoint.ts'
import { talk } from './talk.ts'

/**
 * That this process uses a handset: a connection that stays open. When this process is killed the connection is gone, and
 * nobody has left: the handset goes on until somebody joins, and leaves in order.
 */
export interface Membership {
  readonly endpoint: Endpoint
  readonly user: string
  /** Closes when the handset ends. */
  readonly held: IncomingMessage
}

export function joinAt(endpoint: Endpoint): Promise<Membership> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: endpoint.port,
      method: 'POST',
      path: '/users',
      agent: false,
      headers: { authorization: `Bearer ${endpoint.token}` },
    })
    asked.on('error', reject)
    asked.on('response', (held) => {
      held.on('error', () => held.destroy())
      held.once('close', () => reject(new Error('The handset has ended')))
      held.once('data', (chunk: Buffer) => {
        const { user } = JSON.parse(chunk.toString('utf8')) as { readonly user?: string }
        if (user === undefined) reject(new Error(`The handset answers ${held.statusCode ?? 'nothing'}`))
        else resolve({ endpoint, user, held })
      })
      held.resume()
    })
    asked.end()
  })
}

/** Resolves when the handset has heard it; if this was its last user, when its process is gone. */
export async function leave({ endpoint, user, held }: Membership): Promise<void> {
  if (held.destroyed) return
  const over = new Promise((resolve) => {
    held.once('close', resolve)
  })
  try {
    await talk(endpoint, 'POST', `/users/leave?user=${user}`)
    await over
  } catch (error) {
    // It has just died: then there is nothing left to leave.
    if (!(error instanceof Error)) throw error
  }
}
