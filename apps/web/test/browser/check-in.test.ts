import { describe, expect, test } from 'vitest'
import { hasChromium } from './support/chromium.ts'
import { newPerson, useSite } from './support/site.ts'

describe.skipIf(!hasChromium)('the check-in page', () => {
  const at = useSite()

  test('a stranger registers, checks in once, and finds the same truth after a reload', async () => {
    const tab = await at.tab()
    await tab.register(newPerson('Lin'))

    await tab.pressCheckIn()

    expect(await tab.seesReward()).toBe('Checked in +25 reading quota 1st today 1 day in a row')
    expect(await tab.seesOutcome('claimed')).toMatch(
      /^Checked in at \d\d:\d\d\. 25 reading quota are yours\.$/,
    )
    await tab.sees(/^The next check-in opens (today|tomorrow) at 01:00$/)
    await tab.reload()
    expect(await tab.seesReward()).toBe('Checked in +25 reading quota 1st today 1 day in a row')
    expect(await tab.checkInButton.count()).toBe(0)
    expect(await tab.complaints()).toEqual([])
  })

  test('a second tab that was open all the time shows the check-in without being touched', async () => {
    const first = await at.memberTab()
    const second = await at.anotherTab(first)
    await second.checkInButton.waitFor()

    await first.pressCheckIn()

    expect(await second.seesReward()).toContain('+25')
    expect(await second.page.getByRole('button', { name: 'Check in', exact: true }).count()).toBe(0)
    expect(await second.complaints()).toEqual([])
  })

  test('a tab that comes back to the front looks again', async () => {
    const member = await at.site.member()
    const tab = await at.tabOf(member)
    await tab.checkInButton.waitFor()
    await member.checkIn()

    await tab.comesToTheFront()

    expect(await tab.seesReward()).toContain('+25')
  })

  test('a press in a browser that does not know yet is refused with the winner’s record', async () => {
    const member = await at.site.member()
    const tab = await at.tabOf(member)
    await tab.checkInButton.waitFor()
    expect((await member.checkIn()).status).toBe(201)

    await tab.pressCheckIn()

    expect(await tab.seesOutcome('already')).toMatch(
      /^You have already checked in today, at \d\d:\d\d\. It paid 25 reading quota; a day pays once\.$/,
    )
    expect(await tab.seesReward()).toContain('+25 reading quota')
    await tab.sees(/^The next check-in opens (today|tomorrow) at 01:00$/)
    expect(await member.quota()).toBe(25)
    expect(await tab.complaints()).toEqual([])
  })

  test('the next opening is told in the reader’s own zone', async () => {
    const shanghai = await at.memberTab('/', { locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
    await shanghai.page.getByRole('main').getByRole('button', { name: '签到', exact: true }).click()
    await shanghai.sees(/^下次签到：(今天|明天) 08:00$/)
    await shanghai.sees('本站的一天从中国标准时间 08:00 开始。')

    const phoenix = await at.memberTab('/', { locale: 'en-US', timezoneId: 'America/Phoenix' })
    await phoenix.pressCheckIn()
    await phoenix.sees(/^The next check-in opens (today|tomorrow) at 5:00\sPM$/)
    await phoenix.sees('A day of this site begins at 08:00, China Standard Time.')
  })

  test('what a streak adds is named', async () => {
    const tab = await at.memberTab()
    const seventh = { reward: 35, bonus: 10, streak: 7 }
    await tab.page.route('**/api/check-ins', async (route) => {
      if (route.request().method() !== 'POST') return await route.fallback()
      const response = await route.fetch()
      const checkIn = (await response.json()) as object
      return await route.fulfill({ response, json: { ...checkIn, ...seventh } })
    })
    await tab.page.route('**/api/check-ins/today', async (route) => {
      const response = await route.fetch()
      const today = (await response.json()) as { readonly checkIn: object | null }
      const checkIn = today.checkIn && { ...today.checkIn, ...seventh }
      return await route.fulfill({ response, json: { ...today, checkIn } })
    })

    await tab.pressCheckIn()

    expect(await tab.seesReward()).toContain('+35 reading quota 10 of it for the streak')
  })

  test('a double press is one request', async () => {
    const tab = await at.memberTab()
    const posts: string[] = []
    tab.page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()))

    await tab.checkInButton.dblclick()

    await tab.seesReward()
    expect(posts).toEqual([`${at.site.url}/api/check-ins`])
  })
})
