import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { startSite } from '../../../../server/test/support/start-site.ts'
import type { SiteOptions, TestSite } from '../../../../server/test/support/start-site.ts'
import type { TestMember } from '../../../../server/test/support/member.ts'
import { launchChromium } from './chromium.ts'
import type { Account } from './person.ts'
import { Tab } from './person.ts'

const builtPages = join(import.meta.dirname, '../../../dist/site/index.html')

/** A reader in Lagos: the site's 08:00 in Shanghai is 01:00 there, all the year round, so no time here is the site's own. */
const lagos = { locale: 'en-GB', timezoneId: 'Africa/Lagos', colorScheme: 'light' } as const

let people = 0

/** A fresh name and address; nobody is met twice on a site. */
export function newPerson(name = 'Lin'): Account {
  people += 1
  return { name, email: `person-${people}@example.com`, password: 'a long enough one' }
}

/** A real server and a real browser for the tests of one file. */
export class BrowserSite {
  site!: TestSite
  #browser!: Browser
  readonly #contexts: BrowserContext[] = []

  async start(options: SiteOptions): Promise<void> {
    if (!existsSync(builtPages)) throw new Error('The pages are not built. Run: npm run build')
    // One process, no limit on sign-ups that a test file could meet.
    const config = { limits: { signUpsPerMinute: 1_000 }, ...options.config }
    const [site, browser] = await Promise.all([startSite({ ...options, config }), launchChromium()])
    this.site = site
    this.#browser = browser
  }

  /** A browser of its own: no cookies, nothing remembered. */
  async browser(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ ...lagos, ...options })
    context.setDefaultTimeout(30_000)
    this.#contexts.push(context)
    return context
  }

  async tab(path = '/', options: BrowserContextOptions = {}): Promise<Tab> {
    return await Tab.open(await this.browser(options), this.site.url, path)
  }

  async anotherTab(of: Tab, path = '/'): Promise<Tab> {
    return await Tab.open(of.page.context(), this.site.url, path)
  }

  /** A tab of a new member who is signed in already, without a password being hashed. */
  async memberTab(path = '/', options: BrowserContextOptions = {}): Promise<Tab> {
    return await this.tabOf(await this.site.member(), path, options)
  }

  /** A tab of a browser in which this member is signed in; the member may go on acting elsewhere. */
  async tabOf(member: TestMember, path = '/', options: BrowserContextOptions = {}): Promise<Tab> {
    return await this.tabIn(await this.browser(options), member, path)
  }

  async tabIn(context: BrowserContext, member: TestMember, path = '/'): Promise<Tab> {
    const cookies = member.cookie.split('; ').map((pair) => {
      const at = pair.indexOf('=')
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url: this.site.url, httpOnly: true }
    })
    await context.addCookies(cookies)
    return await Tab.open(context, this.site.url, path)
  }

  async closeBrowsers(): Promise<void> {
    await Promise.all(
      this.#contexts.splice(0).map(async (context) => {
        // An answer that is being meddled with when the test is over can no longer be read, and need not be.
        await Promise.all(context.pages().map((page) => page.unrouteAll({ behavior: 'ignoreErrors' })))
        await context.close()
      }),
    )
  }

  async stop(): Promise<void> {
    await this.#browser.close()
    await this.site.stop()
  }
}

/** One site for the whole file; every test's browsers are closed after it. */
export function useSite(options: SiteOptions = {}): BrowserSite {
  const site = new BrowserSite()
  beforeAll(() => site.start(options))
  afterEach(() => site.closeBrowsers())
  afterAll(() => site.stop())
  return site
}
