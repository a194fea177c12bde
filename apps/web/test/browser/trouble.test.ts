import { describe, expect, test } from 'vitest'
import { hasChromium } from './support/chromium.ts'
import { meddle } from './support/meddle.ts'
import { useSite } from './support/site.ts'

describe.skipIf(!hasChromium)('when a check-in does not go smoothly', () => {
  const at = useSite()

  test('a site that is too busy says when to press again, and the press then counts', async () => {
    const tab = await at.memberTab()
    await meddle(tab.page, 'POST', ['overloaded', 'pass'])

    await tab.pressCheckIn()

    await tab.sees(/^Again in \d s$/)
    expect(await tab.seesOutcome('busy')).toContain('Nothing was counted')
    await tab.pressCheckIn()
    expect(await tab.seesReward()).toContain('+25')
  })

  test('an answer lost after the commit is found again by asking', async () => {
    const tab = await at.memberTab()
    await meddle(tab.page, 'POST', ['lose the answer'])

    await tab.pressCheckIn()

    expect(await tab.seesOutcome('found')).toContain('your check-in counted all the same')
    expect(await tab.seesReward()).toContain('+25')
  })

  test('a request lost on the way is told as not counted so far, and may be pressed again', async () => {
    const tab = await at.memberTab()
    await meddle(tab.page, 'POST', ['lose the request', 'pass'])

    await tab.pressCheckIn()

    expect(await tab.seesOutcome('not-counted')).toContain(
      'So far the site knows of no check-in of yours today',
    )
    await tab.pressCheckIn()
    expect(await tab.seesReward()).toContain('+25')
  })

  test('while nothing gets through, the page says that it does not know', async () => {
    const tab = await at.memberTab()
    // The page's own first look is over then: the next one is the look that follows the lost answer.
    await tab.checkInButton.waitFor()
    await meddle(tab.page, 'POST', ['lose the answer'])
    await meddle(tab.page, 'GET', ['lose the request', 'pass'], '**/api/check-ins/today')

    await tab.pressCheckIn()

    expect(await tab.seesOutcome('unknown')).toContain('It is not known whether your check-in counted.')
    await tab.press('Ask the site again')
    expect(await tab.seesOutcome('found')).toContain('your check-in counted')
  })

  test('what was not known settles itself when the tab comes back to the front', async () => {
    const tab = await at.memberTab()
    await tab.checkInButton.waitFor()
    await meddle(tab.page, 'POST', ['lose the answer'])
    await meddle(tab.page, 'GET', ['lose the request', 'pass'], '**/api/check-ins/today')
    await tab.pressCheckIn()
    await tab.seesOutcome('unknown')

    await tab.comesToTheFront()

    expect(await tab.seesReward()).toContain('+25')
    expect(await tab.seesOutcome('found')).toContain('your check-in counted all the same')
  })

  test('a session that ended elsewhere counts nothing and leads to signing in', async () => {
    const tab = await at.memberTab()
    await tab.checkInButton.waitFor()
    await tab.page.context().clearCookies()

    await tab.pressCheckIn()

    await tab.page.getByRole('main').getByRole('link', { name: 'Sign in to check in' }).waitFor()
    await tab.sees('You are signed out, so nothing was counted. Sign in and press again.')
  })

  test('a list that does not load says so and loads when asked again', async () => {
    const tab = await at.memberTab('/balance')
    await tab.sees('Reading card 1')
    const broken = await at.anotherTab(tab, '/today')
    await broken.page.route('**/api/cards', (route) => route.abort())
    await broken.page.getByRole('navigation').getByRole('link', { name: 'Balance' }).first().click()
    await broken.sees('The site did not answer. Check the connection and try again.')
    await broken.page.unroute('**/api/cards')

    await broken.press('Try again')

    await broken.sees('Reading card 1')
  })

  test('a page that cannot learn who is reading says so, and goes on when asked', async () => {
    const tab = await at.memberTab('/today')
    await tab.page.route('**/api/auth/get-session', (route) => route.abort())
    await tab.goTo('/')
    await tab.sees('The site did not answer. Check the connection and try again.')
    await tab.page.unroute('**/api/auth/get-session')

    await tab.press('Try again')

    await tab.checkInButton.waitFor()
  })

  test('a lost network is told, and told to be over', async () => {
    const tab = await at.memberTab()
    const told = tab.page.getByText('This device has no network connection.')
    await tab.page.context().setOffline(true)
    await told.waitFor()

    await tab.page.context().setOffline(false)

    await told.waitFor({ state: 'detached' })
  })

  test('an unknown address says so and leads back', async () => {
    const tab = await at.tab('/no/such/page')
    expect(await tab.heading.innerText()).toContain('There is no page here')

    await tab.page.getByRole('link', { name: 'To the check-in' }).click()

    await tab.page.waitForURL(`${at.site.url}/`)
    expect(await tab.complaints()).toEqual([])
  })
})
