import { describe, expect, test } from 'vitest'
import { hasChromium } from './support/chromium.ts'
import { useSite } from './support/site.ts'

describe.skipIf(!hasChromium)('today’s list', () => {
  const at = useSite()

  test('a day on which nobody has checked in says so, to anyone', async () => {
    const tab = await at.tab('/today')

    await tab.sees('Nobody has checked in yet today.')
    expect(await tab.complaints()).toEqual([])
  })

  test('the list comes in the order of the day, page by page, with the reader’s own row marked', async () => {
    const members = await at.site.members(53)
    for (const member of members) expect((await member.checkIn()).status).toBe(201)
    const [, second] = members
    if (!second) throw new Error('Expected 53 members')
    const tab = await at.tabOf(second, '/today')
    const rows = tab.page.locator('tbody tr')
    await rows.nth(49).waitFor()
    expect(await rows.count()).toBe(50)

    await tab.press('Show more')

    await rows.nth(52).waitFor()
    expect(await rows.locator('td:first-child').allInnerTexts()).toEqual(
      members.map((_, index) => String(index + 1)),
    )
    expect(await tab.page.locator('tr[data-own] th').allInnerTexts()).toEqual([
      expect.stringMatching(/^Member 2\s*you$/),
    ])
    expect(await tab.page.getByRole('button', { name: 'Show more' }).count()).toBe(0)
    expect(await tab.complaints()).toEqual([])
  })

  test('the balance shows what the check-in paid', async () => {
    const tab = await at.memberTab()
    await tab.pressCheckIn()
    await tab.seesReward()

    await tab.page.getByRole('navigation').getByRole('link', { name: 'Balance' }).first().click()

    await tab.page.locator('li', { hasText: 'Reading card 1' }).filter({ hasText: '25' }).waitFor()
    await tab.sees('reading quota')
  })
})
