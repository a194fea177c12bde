import { afterEach, describe, expect, test } from 'vitest'
import { startSite } from '../../../server/test/support/start-site.ts'
import { hasChromium } from './support/chromium.ts'
import { Tab } from './support/person.ts'
import { openRoad } from './support/road.ts'
import type { Road } from './support/road.ts'
import { useSite } from './support/site.ts'

describe.skipIf(!hasChromium)('the live list', () => {
  const at = useSite()
  let road: Road | undefined

  afterEach(() => road?.close())

  test('an answer that is no stream is told, and the stream is tried again', async () => {
    const context = await at.browser()
    await context.route('**/api/check-ins/stream', (route) => route.fulfill({ status: 503, body: '' }))
    const tab = await Tab.open(context, at.site.url, '/today')
    await tab.sees(/^Not live since \d\d:\d\d\. The list is looked up every 30 seconds/)

    await context.unroute('**/api/check-ins/stream')

    await seesLive(tab)
    expect(await tab.complaints()).toEqual([])
  })

  test('shows others as they come, says when it does not, and misses nothing over a restart', async () => {
    road = await openRoad(at.site.url)
    const [ada, grace, lin] = await at.site.members(3)
    const tab = await Tab.open(await at.browser(), road.url, '/today')
    await seesLive(tab)
    expect((await ada?.checkIn())?.status).toBe(201)
    await seesRanks(tab, ['1'])

    await at.site.process.kill('SIGTERM')
    await tab.sees(/^Not live since/)
    const next = await startSite({ database: at.site.database })
    // While the page cannot hear of it.
    const cookie = grace?.cookie ?? ''
    expect((await checkInAt(next.url, cookie)).status).toBe(201)
    road.lead(next.url)

    await seesLive(tab)
    await seesRanks(tab, ['1', '2'])
    expect((await checkInAt(next.url, lin?.cookie ?? '')).status).toBe(201)
    await seesRanks(tab, ['1', '2', '3'])
    await next.stop()
  })
})

async function seesLive(tab: Tab): Promise<void> {
  await tab.page
    .locator('[data-live="live"]', { hasText: 'Live: new check-ins appear by themselves.' })
    .waitFor()
}

async function seesRanks(tab: Tab, ranks: readonly string[]): Promise<void> {
  const shown = tab.page.locator('tbody td:first-child')
  await shown.nth(ranks.length - 1).waitFor()
  expect(await shown.allInnerTexts()).toEqual(ranks)
}

async function checkInAt(url: string, cookie: string): Promise<Response> {
  return await fetch(`${url}/api/check-ins`, { method: 'POST', headers: { cookie } })
}
