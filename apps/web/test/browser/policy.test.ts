import { describe, expect, test } from 'vitest'
import { hasChromium } from './support/chromium.ts'
import { useSite } from './support/site.ts'

const pages = [
  '/',
  '/calendar',
  '/today',
  '/leaderboard',
  '/reading',
  '/balance',
  '/account',
  '/register',
  '/sign-in',
  '/set-up',
  '/join',
  '/new-password',
  '/nowhere',
  '/clients',
  '/clients/import',
  '/messages',
  '/handset',
]

describe.skipIf(!hasChromium)('the Content-Security-Policy', () => {
  const at = useSite()

  test('allows files of the site’s own and nothing inline', async () => {
    const policy = (await fetch(at.site.url)).headers.get('content-security-policy') ?? ''

    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("style-src 'self'")
    expect(policy).not.toContain('unsafe')
  })

  test('no page runs into it, menus and pressed buttons included', async () => {
    const tab = await at.tabOf(await at.site.member({ role: 'admin' }))
    await tab.pressCheckIn()
    await tab.seesReward()
    await tab.chooseTheme('Dark')
    for (const path of pages) await tab.goTo(path)
    await tab.page.getByRole('button', { name: /^Account of/ }).click()
    await tab.page.getByRole('menuitem', { name: 'Sign out' }).waitFor()

    expect(await tab.complaints()).toEqual([])
  })

  test('the check sees a style that a script writes into the page', async () => {
    const tab = await at.tab('/sign-in')

    await tab.page.evaluate(() => document.querySelector('main')?.setAttribute('style', 'color: red'))

    expect(await tab.complaints()).toEqual([expect.stringContaining('Content Security Policy')])
  })
})
