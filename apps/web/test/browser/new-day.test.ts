import { fromPg } from 'daylatch'
import { shiftClock } from 'daylatch/testing'
import { describe, expect, test } from 'vitest'
import { startSite } from '../../../server/test/support/start-site.ts'
import { hasChromium } from './support/chromium.ts'
import { useSite } from './support/site.ts'

describe.skipIf(!hasChromium)('a page left open over the reset', () => {
  const at = useSite()

  // The check-in goes through another process: the one that made it remembers "already" by its own clock, which no
  // test can move.
  test('offers the new day by itself', async () => {
    const elsewhere = await startSite({ database: at.site.database })
    const member = await elsewhere.member()
    expect((await member.checkIn()).status).toBe(201)
    await elsewhere.stop()
    const context = await at.browser()
    await context.clock.install()
    const tab = await at.tabIn(context, member)
    expect(await tab.seesReward()).toContain('1 day in a row')

    await shiftClock(fromPg(at.site.pool), 86_400_000)
    await context.clock.fastForward('24:00:05')

    await tab.pressCheckIn()
    await tab.sees('2 days in a row')
  })
})
