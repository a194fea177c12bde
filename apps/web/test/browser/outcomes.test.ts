import { describe, expect, test } from 'vitest'
import type { TestMember } from '../../../server/test/support/member.ts'
import { hasChromium } from './support/chromium.ts'
import type { Tab } from './support/person.ts'
import { useSite } from './support/site.ts'

let numbers = 0

describe.skipIf(!hasChromium)('what becomes of messages', () => {
  const at = useSite({
    config: {
      messages: { undoSeconds: 0, gateways: { handset: { kind: 'handset', timeoutSeconds: 2 } } },
    },
  })

  test('a message arrives at the telephone, and its page says so by itself', async () => {
    const ada = await at.site.member({ role: 'admin', name: 'Ada' })
    const { path, number } = await addClient(ada, 'Nora')
    const tab = await at.tabOf(ada, path)
    await tab.fillIn({ 'Message to Nora': 'Your order is ready.' })

    await tab.press('Send')

    await winnerIs(tab, 'delivered')
    await tab.page.getByText('What happened to it').click()
    await tab.page.locator('[data-event="delivered"]').waitFor()
    expect(await tab.page.locator('[data-event="sending"]').count()).toBe(1)
    await tab.goTo('/handset')
    await tab.page
      .locator(`[data-telephone="${number}"] [data-arrived]`, { hasText: 'Your order is ready.' })
      .waitFor()
    expect(await tab.page.locator(`[data-telephone="${number}"] [data-arrived]`).count()).toBe(1)
    expect(await tab.complaints()).toEqual([])
  })

  test('a stall ends in an unknown outcome, which a person decides with a reason', async () => {
    const [ada, lin] = await at.site.members(2, { role: 'admin', name: 'Ada' })
    if (!ada || !lin) throw new TypeError('Expected two of the staff')
    const { path } = await addClient(ada, 'Olga')
    const tabOfLin = await at.tabOf(lin, '/handset')
    await behave(tabOfLin, 'Stalls', '600')
    const tabOfAda = await at.tabOf(ada, path)
    await tabOfAda.fillIn({ 'Message to Olga': 'Are you there?' })
    await tabOfAda.press('Send')
    await winnerIs(tabOfAda, 'unknown')
    await tabOfAda.sees(/^Nobody knows whether it was sent\./)

    await tabOfLin.goTo('/messages?state=unknown')
    await tabOfLin.press('Decide…')
    const question = tabOfLin.page.getByRole('dialog', { name: 'What became of this message?' })
    await question.getByRole('radio', { name: 'It was not sent' }).check()
    await question.getByRole('button', { name: 'Record the verdict' }).click()
    await tabOfLin.sees('Give a reason.')
    await question.getByLabel('Reason').fill('Rang Olga: nothing came')
    await question.getByRole('button', { name: 'Record the verdict' }).click()

    await tabOfLin.sees('1 message is recorded as not sent.')
    await tabOfLin.sees('Nothing to decide: the outcome of every message is known.')
    await tabOfAda.page.getByLabel('Message to Olga').waitFor()
    await tabOfAda.page.getByText('What happened to it').click()
    await tabOfAda.sees('Rang Olga: nothing came')
    await tabOfLin.goTo('/handset')
    await behave(tabOfLin, 'Well')
    expect(await tabOfLin.complaints()).toEqual([])
  })

  test('several are decided at once, and keep their slots where they were sent', async () => {
    const ada = await at.site.member({ role: 'admin', name: 'Ada' })
    const clients = [await addClient(ada, 'Pia'), await addClient(ada, 'Rita')]
    const tab = await at.tabOf(ada, '/handset')
    await behave(tab, 'Stalls', '600')
    for (const { path } of clients) expect((await send(ada, path)).status).toBe(202)
    await tab.goTo('/messages?state=unknown')
    await tab.press('Choose all 2 shown')
    await tab.press('Decide on 2…')
    const question = tab.page.getByRole('dialog', { name: 'What became of these 2 messages?' })
    await question.getByRole('radio', { name: 'It was sent' }).check()
    await question.getByLabel('Reason').fill('Seen on their telephones')

    await question.getByRole('button', { name: 'Record the verdict' }).click()

    await tab.sees('2 messages are recorded as sent.')
    expect(await Promise.all(clients.map(async ({ path }) => (await send(ada, path)).status))).toEqual([
      409, 409,
    ])
    await tab.goTo('/handset')
    await behave(tab, 'Well')
  })

  test('a gateway that is paused says so with its reason, and goes on when it is let', async () => {
    const ada = await at.site.member({ role: 'admin', name: 'Ada' })
    const { path } = await addClient(ada, 'Sara')
    const tab = await at.tabOf(ada, '/messages')
    await tab.page.getByText('Gateways that work').click()
    await tab.press('Pause')
    const question = tab.page.getByRole('dialog', { name: 'Pause: handset' })
    await question.getByLabel('Reason').fill('The texts are wrong')
    await question.getByRole('button', { name: 'Pause' }).click()
    await tab.sees('The gateway handset is paused: nothing leaves through it.')
    await tab.sees('Reason: The texts are wrong')
    expect((await send(ada, path)).status).toBe(202)
    await tab.page.locator('[data-message] [data-state="pending"]').waitFor()

    await tab.press('Let it go on')
    const resume = tab.page.getByRole('dialog', { name: 'Let it go on: handset' })
    await resume.getByLabel('Reason').fill('Put right')
    await resume.getByRole('button', { name: 'Let it go on' }).click()

    await tab.page.locator('[data-message]:first-child [data-state="delivered"]').waitFor()
    expect(await tab.complaints()).toEqual([])
  })
})

interface AddedClient {
  readonly path: string
  readonly number: string
}

async function addClient(by: TestMember, name: string): Promise<AddedClient> {
  numbers += 1
  const number = `+1212555${String(100 + numbers).padStart(4, '0')}`
  const answer = await by.post('/api/clients', { name, number })
  expect(answer.status).toBe(201)
  return { path: `/clients/${((await answer.json()) as { id: string }).id}`, number }
}

async function send(by: TestMember, path: string): Promise<Response> {
  return await by.post(`/api${path}/messages`, { text: 'Your order is ready.' })
}

/** Waits until the client's page says that the day's message is in this state. */
async function winnerIs({ page }: Tab, state: string): Promise<void> {
  await page.locator(`[data-winner] [data-state="${state}"]`).waitFor({ timeout: 60_000 })
}

/** Switches the handset on its page, and waits until it has taken that. */
async function behave(tab: Tab, mode: string, seconds?: string): Promise<void> {
  await tab.page.getByRole('radio', { name: mode, exact: true }).check()
  if (seconds !== undefined) await tab.fillIn({ Seconds: seconds })
  await tab.press('Behave like this from now on')
  await tab.sees(`Now: ${mode}`)
}
