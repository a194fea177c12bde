import { describe, expect, test } from 'vitest'
import { hasChromium } from './support/chromium.ts'
import { newPerson, useSite } from './support/site.ts'

describe.skipIf(!hasChromium)('accounts', () => {
  const at = useSite()

  test('the one-time link makes the first administrator, and leaves the address bar at once', async () => {
    const line = await at.site.process.waitForLine(/\/set-up#token=/)
    const [, token] = /#token=([\w-]+)/.exec(line) ?? []
    const tab = await at.tab(`/set-up#token=${token}`)
    expect(tab.page.url()).toBe(`${at.site.url}/set-up`)
    const person = newPerson('Administrator')

    await tab.fillIn({ Name: person.name, 'E-mail address': person.email, Password: person.password })
    await tab.press('Make the administrator')

    await tab.checkInButton.waitFor()
    const { rows } = await at.site.pool.query('select name, role from site.member')
    expect(rows).toEqual([{ name: 'Administrator', role: 'admin' }])
    const again = await at.tab(`/set-up#token=${token}`)
    await again.fillIn({ Name: 'Second', 'E-mail address': newPerson().email, Password: person.password })
    await again.press('Make the administrator')
    await again.sees(/^This link has been used/)
    expect(await tab.complaints()).toEqual([])
  })

  test('the set-up page without a link says where the link is', async () => {
    const tab = await at.tab('/set-up')

    await tab.sees(/one-time link that the server prints/)
    expect(await tab.page.getByLabel('Password').count()).toBe(0)
  })

  test('a visitor who signs in comes back to the page that asked for it', async () => {
    const person = newPerson('Ada')
    const tab = await at.tab()
    await tab.register(person)
    await tab.signOut()
    await tab.page.waitForURL(`${at.site.url}/sign-in`)
    await tab.goTo('/balance')
    await tab.page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()

    await tab.signIn(person)

    await tab.sees('Reading card 1')
    expect(tab.page.url()).toBe(`${at.site.url}/balance`)
    expect(await tab.complaints()).toEqual([])
  })

  test('a wrong password and a taken address are told in the page’s own words', async () => {
    const person = newPerson('Grace')
    const tab = await at.tab()
    await tab.register(person)
    await tab.signOut()
    await tab.goTo('/sign-in')
    await tab.signIn({ ...person, password: 'not the right one' })
    await tab.sees('E-mail address and password do not match.')

    await tab.goTo('/register')
    await tab.fillIn({ Name: 'Other', 'E-mail address': person.email, Password: person.password })
    await tab.press('Register')

    await tab.sees('There is an account with this e-mail address already. Sign in instead.')
  })

  test('too many registrations from one network are told with the wait', async () => {
    const tab = await at.tab('/register')
    const person = newPerson()
    await tab.page.route('**/api/auth/sign-up/email', (route) =>
      route.fulfill({ status: 429, headers: { 'retry-after': '42' }, json: { code: 'too-many-sign-ups' } }),
    )

    await tab.fillIn({ Name: person.name, 'E-mail address': person.email, Password: person.password })
    await tab.press('Register')

    await tab.sees('Too many tries from here. Try again in 42 seconds.')
  })

  test('signing out in one tab signs the other out', async () => {
    const first = await at.memberTab()
    const second = await at.anotherTab(first)
    await second.checkInButton.waitFor()

    await first.signOut()

    await second.page.getByRole('main').getByRole('link', { name: 'Sign in to check in' }).waitFor()
  })

  test('an incomplete form names every field that is wrong and goes to the first of them', async () => {
    const tab = await at.tab('/register')
    await tab.fillIn({ Name: 'Lin', 'E-mail address': 'nonsense', Password: 'short' })

    await tab.press('Register')

    await tab.sees('Enter an address like name@example.com.')
    await tab.sees('A password has at least 8 characters.')
    const focused = tab.page.locator('input:focus')
    expect(await focused.getAttribute('name')).toBe('email')
    expect(await focused.getAttribute('aria-invalid')).toBe('true')
  })
})
