import type { BrowserContext, Locator, Page } from 'playwright-core'
import { collectComplaints } from './complaints.ts'

export interface Account {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** One tab of a person at a browser. Finds things as a person does: by what they are called. */
export class Tab {
  readonly page: Page
  readonly #url: string
  readonly #complaints: readonly string[]

  constructor(page: Page, url: string) {
    this.page = page
    this.#url = url
    this.#complaints = collectComplaints(page)
  }

  static async open(context: BrowserContext, url: string, path = '/'): Promise<Tab> {
    const tab = new Tab(await context.newPage(), url)
    await tab.goTo(path)
    return tab
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.#url + path)
    await this.heading.waitFor()
  }

  async reload(): Promise<void> {
    await this.page.reload()
    await this.heading.waitFor()
  }

  get heading(): Locator {
    return this.page.getByRole('heading', { level: 1 })
  }

  async fillIn(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(fields))
      await this.page.getByLabel(label, { exact: true }).fill(value)
  }

  /** Presses a button of the page (the header's are found by `chooseTheme` and the like). */
  async press(name: string): Promise<void> {
    await this.page.getByRole('main').getByRole('button', { name, exact: true }).click()
  }

  async register({ name, email, password }: Account): Promise<void> {
    await this.goTo('/register')
    await this.fillIn({ Name: name, 'E-mail address': email, Password: password })
    await this.press('Register')
    await this.checkInButton.waitFor()
  }

  async signIn({ email, password }: Pick<Account, 'email' | 'password'>): Promise<void> {
    await this.fillIn({ 'E-mail address': email, Password: password })
    await this.press('Sign in')
  }

  get checkInButton(): Locator {
    return this.page.getByRole('main').getByRole('button', { name: 'Check in', exact: true })
  }

  async pressCheckIn(): Promise<void> {
    await this.checkInButton.click()
  }

  /** The words that stand in the button's place once the day is checked in. Waits for them. */
  async seesReward(): Promise<string> {
    const latched = this.page.locator('[data-latched]')
    await latched.waitFor()
    return oneLine(await latched.innerText())
  }

  /** What the page says the press led to. Waits for an outcome of this kind. */
  async seesOutcome(kind: string): Promise<string> {
    const outcome = this.page.locator(`[data-outcome="${kind}"]`)
    await outcome.waitFor()
    return oneLine(await outcome.innerText())
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor()
  }

  /** Waits until nothing on the page is in the place of something that is still being loaded. */
  async seesAll(): Promise<void> {
    await this.page.locator('main .animate-breathe').first().waitFor({ state: 'detached' })
  }

  /** What the browser tells a page whose tab is shown again. */
  async comesToTheFront(): Promise<void> {
    await this.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
  }

  async chooseTheme(name: 'Light' | 'Dark' | 'Like the system'): Promise<void> {
    await this.page.getByRole('button', { name: 'Appearance' }).click()
    await this.page.getByRole('menuitemradio', { name }).click()
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: /^Account of/ }).click()
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click()
  }

  /** What the browser has found wrong, once all has come that was on its way. */
  async complaints(): Promise<readonly string[]> {
    await this.page.waitForLoadState('networkidle')
    return this.#complaints
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
