import { describe, expect, test } from 'vitest'
import { hasChromium } from './support/chromium.ts'
import type { Tab } from './support/person.ts'
import { newPerson, useSite } from './support/site.ts'

describe.skipIf(!hasChromium)('one-time links, and leaving', () => {
  const at = useSite({ env: { DAYLATCH_SIGN_UP: 'invite' } })

  test('an invitation makes one member, and its token leaves the address bar at once', async () => {
    const link = await linkFrom('/api/admin/invitations', {})
    const tab = await at.tab(pathOf(link))
    expect(tab.page.url()).toBe(`${at.site.url}/join`)
    const person = newPerson('Ada')
    await tab.fillIn({ Name: person.name, 'E-mail address': person.email, Password: person.password })

    await tab.press('Register')

    await tab.checkInButton.waitFor()
    const second = await at.tab(pathOf(link))
    const other = newPerson('Eve')
    await second.fillIn({ Name: other.name, 'E-mail address': other.email, Password: other.password })
    await second.press('Register')
    await second.sees(/^This invitation does not work: it has been used or withdrawn/)
    await second.goTo('/join')
    await second.sees(/whole link of the invitation/)
    expect(await tab.complaints()).toEqual([])
  })

  test('a password link sets a new password once, and signs nobody in', async () => {
    const person = newPerson('Grace')
    const tab = await join(person)
    const { rows } = await at.site.pool.query<{ id: string }>('select id from site.member where email = $1', [
      person.email,
    ])
    const link = await linkFrom('/api/admin/password-links', { memberId: rows[0]?.id })
    await tab.goTo(pathOf(link))
    expect(tab.page.url()).toBe(`${at.site.url}/new-password`)
    await tab.fillIn({ 'New password': 'short' })
    await tab.press('Set the new password')
    await tab.sees('A password has at least 8 characters.')
    const password = 'another long one'
    await tab.fillIn({ 'New password': password })
    await tab.press('Set the new password')
    await tab.sees('The new password holds. Sign in with it.')

    await tab.page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
    await tab.signIn({ email: person.email, password })

    await tab.checkInButton.waitFor()
    await tab.goTo(pathOf(link))
    await tab.fillIn({ 'New password': password })
    await tab.press('Set the new password')
    await tab.sees(/^This link has been used, or is too old/)
    await tab.goTo('/new-password')
    await tab.sees(/whole link that the administrator gave you/)
    expect(await tab.complaints()).toEqual([])
  })

  test('a member deletes the account by the password, after reading what stays', async () => {
    const person = newPerson('Lin')
    const tab = await join(person)
    await tab.page.getByRole('button', { name: /^Account of/ }).click()
    await tab.page.getByRole('menuitem', { name: 'Your account' }).click()
    await tab.sees(/^The amounts stay, under a number/)
    await tab.press('Delete my account')
    const question = tab.page.getByRole('dialog', { name: 'Delete your account for good?' })
    await question.getByLabel('Password').fill('not the right one')
    await question.getByRole('button', { name: 'Delete my account' }).click()
    await tab.sees('This is not your password. Nothing was changed.')
    await question.getByLabel('Password').fill(person.password)
    await question.getByRole('button', { name: 'Delete my account' }).click()

    await tab.sees('Your account is deleted.')

    await tab.page.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor()
    const { rowCount } = await at.site.pool.query('select from site.member where email = $1 or name = $2', [
      person.email,
      person.name,
    ])
    expect(rowCount).toBe(0)
    expect(await tab.complaints()).toEqual([])
  })

  async function linkFrom(path: string, body: object): Promise<string> {
    const admin = await at.site.member({ role: 'admin' })
    const answer = await admin.post(path, body)
    expect(answer.status).toBe(201)
    return ((await answer.json()) as { link: string }).link
  }

  async function join(person: ReturnType<typeof newPerson>): Promise<Tab> {
    const tab = await at.tab(pathOf(await linkFrom('/api/admin/invitations', {})))
    await tab.fillIn({ Name: person.name, 'E-mail address': person.email, Password: person.password })
    await tab.press('Register')
    await tab.checkInButton.waitFor()
    return tab
  }
})

function pathOf(link: string): string {
  const { pathname, hash } = new URL(link)
  return pathname + hash
}
