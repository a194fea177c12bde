import { fromPg } from 'daylatch'
import { startClockAt } from 'daylatch/testing'
import { waitFor } from '@daylatch/test-kit'
import { beforeAll, describe, expect, test } from 'vitest'
import { hasChromium } from './support/chromium.ts'
import { meddle } from './support/meddle.ts'
import type { Tab } from './support/person.ts'
import { useSite } from './support/site.ts'
import type { TestMember } from '../../../server/test/support/member.ts'

/** A Saturday, noon at the site, so that every day here has its name. */
const now = new Date('2027-03-20T04:00:00Z')
const makeUp = { daysBack: 5, perMonth: 2, cost: 10 }
/** Where it is still the day before, and where it is the day after: the page shows the site's day in both. */
const behind = { timezoneId: 'Pacific/Niue' }
const ahead = { timezoneId: 'Pacific/Kiritimati' }

describe.skipIf(!hasChromium)('the calendar', () => {
  const at = useSite({ config: { checkIn: { makeUp } } })

  beforeAll(async () => {
    await startClockAt(fromPg(at.site.pool), now)
    const member = await at.site.member()
    // A process asks for the database's time once a second.
    await waitFor('the site to see the new time', async () => {
      const { today } = (await (await member.request('/api/check-ins/me')).json()) as { today: string }
      return today === '2027-03-20'
    })
  })

  test('makes up a missed day after asking, and shows the site’s days', async () => {
    const member = await memberSince('2027-03-17T04:00:00Z')
    expect((await member.checkIn()).status).toBe(201)
    const tab = await at.tabOf(member, '/calendar', behind)
    await tab.page.getByRole('heading', { name: 'March 2027' }).waitFor()
    expect(await statesOf(tab, 16, 21)).toEqual([
      'before-start',
      'missed',
      'missed',
      'missed',
      'claimed',
      'ahead',
    ])
    expect(await tab.page.locator('[aria-current="date"]').getAttribute('data-period')).toBe('2027-03-20')
    expect(await factsOf(tab)).toEqual(['1 day', '1', '2 of 2'])
    await tab.sees(
      'You can make up 2 more days this month. A missed day can be made up for 5 days. One costs 10 reading quota.',
    )
    await tab.sees(/^A day of this site begins at 08:00, China Standard Time\.$/)

    await tab.press('Friday 19 March: Missed, can be made up')
    const question = tab.page.getByRole('dialog', { name: 'Make up Friday 19 March?' })
    await question.getByText('It costs 10 reading quota, taken from Reading card 1.').waitFor()
    expect(await member.quota()).toBe(25)
    await question.getByRole('button', { name: 'Make up this day' }).click()

    await tab.sees('Friday 19 March is made up: 25 reading quota paid, 10 taken.')
    await tab.page.locator('[data-period="2027-03-19"][data-state="made-up"]').waitFor()
    expect(await factsOf(tab)).toEqual(['2 days', '2', '1 of 2'])
    expect(await member.quota()).toBe(40)
    expect(await tab.complaints()).toEqual([])
  })

  test('each refusal is told by its rule, and takes nothing', async () => {
    const member = await memberSince('2027-03-01T04:00:00Z')
    const tab = await at.tabOf(member, '/calendar', ahead)
    await tab.page.getByRole('table').waitFor()
    // From here on the page knows nothing of what happens elsewhere.
    await tab.page.route('**/api/check-ins/me', (route) => route.abort())
    await askAndConfirm(tab, 'Thursday 18 March')
    expect(await toldAs(tab, 'insufficient')).toMatch(
      /^There is too little on the card: 10 reading quota must be free\./,
    )
    expect((await member.checkIn()).status).toBe(201)
    expect(await makeUpElsewhere(member, '2027-03-18')).toBe(201)
    await askAndConfirm(tab, 'Thursday 18 March')
    expect(await toldAs(tab, 'already')).toBe('Thursday 18 March is checked in already. Nothing was taken.')
    expect(await makeUpElsewhere(member, '2027-03-17')).toBe(201)
    await askAndConfirm(tab, 'Friday 19 March')

    expect(await toldAs(tab, 'no-allowance')).toBe('All make-ups of this month are used. Nothing was taken.')

    expect(await member.quota()).toBe(55)
    await tab.page.unroute('**/api/check-ins/me')
    await tab.comesToTheFront()
    await tab.sees(/^You have used all make-ups of this month\./)
    expect(await tab.page.getByRole('button', { name: /can be made up$/ }).count()).toBe(0)
    expect(await tab.complaints()).toEqual([])
  })

  test('an answer that is lost may be asked for again, and the day is paid once', async () => {
    const member = await memberSince('2027-03-01T04:00:00Z')
    expect((await member.checkIn()).status).toBe(201)
    const tab = await at.tabOf(member, '/calendar')
    await meddle(tab.page, 'POST', ['lose the answer', 'pass'], '**/api/check-ins/make-up')
    await askAndConfirm(tab, 'Friday 19 March')
    expect(await toldAs(tab, 'unknown')).toContain('It is not known whether Friday 19 March was made up.')

    await tab.press('Try again')

    expect(await toldAs(tab, 'done')).toContain('Friday 19 March is made up')
    expect(await member.quota()).toBe(40)
  })

  test('goes back month by month, in both languages, and not beyond the running one', async () => {
    const tab = await at.memberTab('/calendar')
    const months = tab.page.getByRole('navigation', { name: 'Months' }).getByRole('link')
    await tab.page.getByRole('heading', { name: 'March 2027' }).waitFor()
    expect(await labelsOf(months)).toEqual(['Previous month: February 2027'])

    await months.first().click()

    await tab.page.getByRole('heading', { name: 'February 2027' }).waitFor()
    expect(await labelsOf(months)).toEqual(['Previous month: January 2027', 'Next month: March 2027'])
    await tab.page.getByRole('button', { name: '中文' }).click()
    await tab.page.getByRole('heading', { name: '2027年2月' }).waitFor()
    await tab.page.getByRole('cell', { name: '2月28日星期日: 漏签' }).waitFor()
  })

  async function memberSince(since: string): Promise<TestMember> {
    const member = await at.site.member()
    await at.site.pool.query('update site.member set created_at = $2 where id = $1', [member.id, since])
    return member
  }
})

async function makeUpElsewhere(member: TestMember, period: string): Promise<number> {
  return (await member.post('/api/check-ins/make-up', { period })).status
}

async function askAndConfirm(tab: Tab, day: string): Promise<void> {
  await tab.press(`${day}: Missed, can be made up`)
  await tab.page.getByRole('dialog').getByRole('button', { name: 'Make up this day' }).click()
}

async function toldAs(tab: Tab, kind: string): Promise<string> {
  const told = tab.page.locator(`[data-make-up="${kind}"]`)
  await told.waitFor()
  return await told.innerText()
}

async function statesOf(tab: Tab, from: number, to: number): Promise<readonly (string | null)[]> {
  const days = Array.from({ length: to - from + 1 }, (_, index) => `2027-03-${from + index}`)
  return await Promise.all(
    days.map((day) => tab.page.locator(`[data-period="${day}"]`).getAttribute('data-state')),
  )
}

async function factsOf(tab: Tab): Promise<readonly string[]> {
  return await tab.page.getByRole('main').locator('dl dd').allInnerTexts()
}

async function labelsOf(links: ReturnType<Tab['page']['locator']>): Promise<readonly (string | null)[]> {
  return await links.evaluateAll((found) => found.map((link) => link.getAttribute('aria-label')))
}
