import axe from 'axe-core'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasChromium } from './support/chromium.ts'
import type { TestMember } from '../../../server/test/support/member.ts'
import type { Tab } from './support/person.ts'
import { useSite } from './support/site.ts'

const pagesOfMembers = [
  ['/', '/calendar', '/today', '/leaderboard', '/account'],
  ['/reading', '/reading/two-at-once', '/reading/free', '/balance'],
] as const
const pagesOfVisitors = [
  ['/', '/balance', '/reading/free', '/register', '/sign-in'],
  ['/set-up', '/join', '/join#token=x', '/new-password#token=x', '/nowhere'],
] as const
const pagesOfStaff = ['/clients', '/clients/import', '/messages', '/messages?state=unknown', '/handset']
let numbers = 0

const pages = new Set<string>([...pagesOfMembers, ...pagesOfVisitors, pagesOfStaff].flat())

describe.skipIf(!hasChromium)('accessibility', () => {
  const at = useSite({ config: { articles: join(import.meta.dirname, 'articles') } })

  test.each(pagesOfMembers.map((paths) => ({ first: paths[0], paths })))(
    'no page from $first on has a violation, seen by a member',
    async ({ paths }) => {
      const tab = await at.memberTab('/', { reducedMotion: 'reduce' })
      await tab.pressCheckIn()
      await tab.seesReward()

      expect(await violationsOn(tab, paths)).toEqual([])
    },
  )

  test.each(pagesOfVisitors.map((paths) => ({ first: paths[0], paths })))(
    'no page from $first on has a violation, seen by a visitor',
    async ({ paths }) => {
      const tab = await at.tab('/', { reducedMotion: 'reduce' })

      expect(await violationsOn(tab, paths)).toEqual([])
    },
  )

  test.each([
    { which: 'the lists', paths: pagesOfStaff.slice(0, 3) },
    { which: 'the decisions and the handset', paths: pagesOfStaff.slice(3) },
    { which: 'one client, one message', paths: [] },
  ])('no page of the staff has a violation: $which', async ({ paths }) => {
    const staff = await at.site.member({ role: 'admin' })
    const tab = await at.tabOf(staff, '/', { reducedMotion: 'reduce' })

    expect(await violationsOn(tab, paths.length > 0 ? paths : await pagesOfOneMessage(staff))).toEqual([])
  })

  test('neither has the button, a form with problems, an open menu, nor a question', async () => {
    const tab = await at.memberTab('/', { reducedMotion: 'reduce' })
    await tab.checkInButton.waitFor()
    expect(await violations(tab)).toEqual([])
    await tab.goTo('/register')
    await tab.press('Register')
    await tab.page.getByRole('button', { name: 'Appearance' }).click()
    await tab.page.getByRole('menuitemradio').first().waitFor()
    expect(await violations(tab)).toEqual([])
    await tab.goTo('/account')
    await tab.press('Delete my account')
    await tab.page.getByRole('dialog').waitFor()

    expect(await violations(tab)).toEqual([])
  })

  // On a surface: over the sky, which is a gradient, axe cannot tell.
  test('the check of colours sees words that are too faint', async () => {
    const tab = await at.tab('/sign-in')
    await tab.page
      .locator('main label')
      .first()
      .evaluate((words) => words.style.setProperty('color', 'rgb(200 210 215)'))

    expect(await violations(tab, ['color-contrast'])).toEqual(['/sign-in: color-contrast'])
  })

  test('the check sees a button without a name', async () => {
    const tab = await at.tab('/sign-in')
    await tab.page.evaluate(() => document.querySelector('main')?.append(document.createElement('button')))

    expect(await violations(tab)).toEqual(['/sign-in: button-name'])
  })

  test('the keyboard alone checks in, and the focus follows to what came of it', async () => {
    const tab = await at.memberTab()
    await tab.checkInButton.waitFor()
    await tab.page.keyboard.press('Tab')
    expect(await focused(tab)).toBe('Skip to the content')
    await tab.page.keyboard.press('Enter')
    await tab.page.keyboard.press('Tab')
    expect(await focused(tab)).toBe('Check in')

    await tab.page.keyboard.press('Enter')

    await tab.seesReward()
    await tab.page.locator('[data-latched]:focus').waitFor()
  })

  test('a new page gets the focus on its heading and its name in the tab', async () => {
    const tab = await at.tab()

    await tab.page.getByRole('navigation').getByRole('link', { name: 'Today' }).first().click()

    await tab.page.locator('h1:focus', { hasText: 'Checked in today' }).waitFor()
    expect(await tab.page.title()).toBe('Checked in today · Daylatch')
  })

  test.each(['zh-CN', 'en-GB'])(
    'at 320 pixels nothing of any page lies outside the window in %s',
    async (locale) => {
      const staff = await at.site.member({ role: 'admin' })
      const tab = await at.tabOf(staff, '/', { locale, viewport: { width: 320, height: 640 } })
      const tooWide: string[] = []

      for (const path of [...pages, ...(await pagesOfOneMessage(staff))]) {
        await tab.goTo(path)
        await tab.seesAll()
        const width = await tab.page.evaluate(() => document.documentElement.scrollWidth)
        if (width !== 320) tooWide.push(`${path}: ${width}`)
      }

      expect(tooWide).toEqual([])
    },
  )
})

/** A client’s page with a message on it, and the message’s own. */
async function pagesOfOneMessage(staff: TestMember): Promise<readonly string[]> {
  numbers += 1
  const client = await staff.post('/api/clients', { name: 'Nora', number: `+1212555011${numbers}` })
  const { id } = (await client.json()) as { id: string }
  const sent = await staff.post(`/api/clients/${id}/messages`, { text: 'Your order is ready.' })
  const { message } = (await sent.json()) as { message: { id: string } }
  return [`/clients/${id}`, `/messages/${message.id}`]
}

/** By day all rules; by night those about colours, because nothing else changes with the sky. */
async function violationsOn(tab: Tab, paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const path of paths) {
    await tab.page.emulateMedia({ colorScheme: 'light' })
    await tab.goTo(path)
    await tab.seesAll()
    found.push(...(await violations(tab)))
    await tab.page.emulateMedia({ colorScheme: 'dark' })
    await tab.page.evaluate(async () => {
      await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
    })
    found.push(...(await violations(tab, ['color-contrast'])))
  }
  return found
}

/** What axe finds on the page as it is, as "/path: rule"; of all rules, or of these. */
async function violations(tab: Tab, rules?: readonly string[]): Promise<readonly string[]> {
  const isThere = await tab.page.evaluate(() => 'axe' in globalThis)
  if (!isThere) await tab.page.evaluate(axe.source)
  const options = rules === undefined ? {} : { runOnly: [...rules] }
  const { violations: found } = await tab.page.evaluate((asked) => globalThis.axe.run(asked), options)
  const { pathname } = new URL(tab.page.url())
  return found.map((violation) => `${pathname}: ${violation.id}`)
}

async function focused(tab: Tab): Promise<string> {
  return await tab.page.locator(':focus').innerText()
}

declare global {
  var axe: {
    run: (options: { runOnly?: string[] }) => Promise<{ violations: readonly { id: string }[] }>
  }
}
