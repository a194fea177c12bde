import { expect, test } from 'vitest'
import { startSite } from './support/start-site.ts'

const CLIENTS = 40

/**
 * Clients that press again and again, each time as another member, on connections that are kept open. The signal comes in
 * the middle. Whoever was checked in must have been told so.
 */
test.each([1, 4])(
  'SIGTERM under load, %i processes: nobody is checked in without hearing of it',
  async (workers) => {
    const site = await startSite({ workers })
    const members = [...(await site.members(4000))]
    const told = new Set<string>()
    const statuses = new Set<number>()
    let failures = 0
    const client = async (): Promise<void> => {
      for (let member = members.pop(); member !== undefined && failures < CLIENTS; member = members.pop()) {
        try {
          const response = await member.checkIn()
          await response.arrayBuffer()
          statuses.add(response.status)
          told.add(member.id)
          if (told.size === 400) site.process.send('SIGTERM')
        } catch {
          // Refused or reset: the site is no longer there. What it did all the same is seen below.
          failures += 1
        }
      }
    }
    await Promise.all(Array.from({ length: CLIENTS }, client))
    expect(await site.process.exit).toEqual({ code: 0, signal: null })
    const { rows } = await site.pool.query<{ subject: string }>('select subject from daylatch.claim')
    const untold = rows.filter((row) => !told.has(row.subject))
    expect(untold).toEqual([])
    expect([...statuses]).toEqual([201])
    expect(rows.length).toBe(told.size)
    expect(told.size).toBeGreaterThanOrEqual(400)
    expect(members.length).toBeGreaterThan(0)
    await site.database.drop()
  },
)
