import { useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { queryKeys } from '../query-client.ts'
import { refreshMessages } from '../reads/live-messages.ts'

export interface ClientChange {
  readonly name?: string
  readonly number?: string
  /** Null: from the number again. */
  readonly zone?: string | null
  readonly optedOut?: boolean
  /** The version that was seen: the change is made to that one only. */
  readonly version?: number
}

/** Changes a client, and looks again at what that may have changed. Throws `Refused` or `NoAnswer`. */
export function useChangeClient(id: string): (change: ClientChange) => Promise<void> {
  const client = useQueryClient()
  return async (body) => {
    try {
      await call('patch', '/api/clients/{id}', { params: { id }, body, expect: [200] })
    } finally {
      await client.invalidateQueries({ queryKey: queryKeys.clients })
    }
    // Messages that waited for the zone go on.
    await refreshMessages(client)
  }
}
