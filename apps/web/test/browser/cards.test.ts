import { correct, fromPg, grant } from 'daylatch'
import { describe, expect, test } from 'vitest'
import { hasChromium } from './support/chromium.ts'
import type { Tab } from './support/person.ts'
import { useSite } from './support/site.ts'

describe.skipIf(!hasChromium)('cards and their change log', () => {
  const at = useSite()

  test('a card is added, chosen, remembered, and paid to', async () => {
    const tab = await at.memberTab('/balance')
    await tab.sees('Nothing has changed on this card yet.')
    await tab.fillIn({ 'Name of the new card': 'Evenings' })
    await tab.press('Add a card')
    await tab.sees('Evenings (card 2) was added.')
    await tab.press('Use this card: Evenings (card 2)')
    await cardIn(tab, 'Evenings').getByText('In use in this browser').waitFor()

    await tab.goTo('/')

    await tab.sees('Pays to Evenings (card 2).')
    await tab.pressCheckIn()
    await tab.seesReward()
    await tab.goTo('/balance')
    await cardIn(tab, 'Evenings').getByText('25', { exact: true }).waitFor()
    await tab.page.getByRole('row', { name: /^Check-in of / }).waitFor()
    expect(await rowsOf(tab)).toEqual([['reward', '+25', '25']])
    expect(await tab.complaints()).toEqual([])
  })

  test('the log names every change with the balance after it, page by page, and comes as a file', async () => {
    const member = await at.site.member()
    const db = fromPg(at.site.pool)
    const unit = 'reading'
    for (let count = 1; count <= 50; count += 1)
      await grant(db, member.id, { unit, account: '1', amount: 1, reason: 'A prize' })
    await correct(db, member.id, {
      unit,
      account: '1',
      amount: -7,
      reason: 'Paid twice by the old site',
      actor: 'admin',
    })
    const tab = await at.tabOf(member, '/balance')
    await tab.sees('Reason: Paid twice by the old site')
    const rows = tab.page.locator('tbody tr')
    expect(await rows.count()).toBe(50)

    await tab.press('Show more')

    await rows.nth(50).waitFor()
    const shown = await rowsOf(tab)
    expect([shown.length, shown[0], shown[1], shown[50]]).toEqual([
      51,
      ['correction', '-7', '43'],
      ['grant', '+1', '50'],
      ['grant', '+1', '1'],
    ])
    const link = tab.page.getByRole('link', { name: 'All changes as a CSV file' })
    const file = await tab.page.request.get(at.site.url + (await link.getAttribute('href')))
    expect([file.status(), file.headers()['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
    expect((await file.text()).trim().split('\n')).toHaveLength(52)
    expect(await tab.complaints()).toEqual([])
  })
})

function cardIn(tab: Tab, name: string) {
  return tab.page.getByRole('listitem').filter({ hasText: name })
}

/** Kind, amount and balance of every change that is shown. */
async function rowsOf(tab: Tab): Promise<readonly (readonly (string | null)[])[]> {
  const rows = await tab.page.locator('tbody tr').all()
  return await Promise.all(
    rows.map(async (row) => [
      await row.getAttribute('data-kind'),
      ...(await row.locator('td').allInnerTexts()),
    ]),
  )
}
