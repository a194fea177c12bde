import type { Pool } from 'pg'

export function takeSeat(pool: Pool, name: string, options?: { readonly lock?: boolean }): Promise<boolean>
