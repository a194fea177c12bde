import { join } from 'node:path'
import { waitFor } from '@daylatch/test-kit'
import { describe, expect, test } from 'vitest'
import type { TestMember } from '../../../server/test/support/member.ts'
import { hasChromium } from './support/chromium.ts'
import { meddle } from './support/meddle.ts'
import type { Tab } from './support/person.ts'
import { useSite } from './support/site.ts'

const sample = join(import.meta.dirname, '../../../../examples/clients.csv')

let numbers = 0

describe.skipIf(!hasChromium)('clients and their messages', () => {
  // Long enough for whatever machine to take a message back in time.
  const at = useSite({ config: { messages: { undoSeconds: 600 } } })

  test('who comes second is shown the first one’s record, and keeps what was written', async () => {
    const [ada, lin] = [await staff('Ada'), await staff('Lin')]
    const path = await addClient(ada, 'Nora')
    const [tabOfAda, tabOfLin] = [await at.tabOf(ada, path), await at.tabOf(lin, path)]
    await tabOfLin.fillIn({ 'Message to Nora': 'From Lin' })
    await freezeUntilSending(tabOfLin, path)
    await tabOfAda.fillIn({ 'Message to Nora': 'From Ada' })
    await tabOfAda.press('Send')
    await tabOfAda.sees(/^You sent a message today at \d\d:\d\d\.$/)

    await tabOfLin.press('Send')

    await tabOfLin.sees(/^Somebody was faster\. Your message was not sent, and will not be\./)
    await tabOfLin.sees(/^Ada 1 sent a message today at \d\d:\d\d\.$/)
    await tabOfLin.sees('From Ada')
    await tabOfLin.sees(/^The next one can be sent \S+ from \d\d:\d\d on\.$/)
    expect(await tabOfLin.page.getByRole('alert').count()).toBe(0)
    await tabOfLin.page.getByText('What you wrote').click()
    await tabOfLin.sees('From Lin')
    expect(await tabOfLin.complaints()).toEqual([])
  })

  test('somebody else’s message appears by itself in the form’s place, and in the list', async () => {
    const [ada, lin] = [await staff('Ada'), await staff('Lin')]
    const path = await addClient(ada, 'Olga')
    const tabOfLin = await at.tabOf(lin, path)
    await seesLive(tabOfLin)
    const list = await at.anotherTab(tabOfLin, '/clients?search=Olga')
    await list.sees('No message yet')
    await seesLive(list)

    expect((await ada.post(`/api${path}/messages`, { text: 'From Ada' })).status).toBe(202)

    await tabOfLin.page.locator('[data-winner]', { hasText: 'Ada 1 sent a message' }).waitFor()
    await list.page.locator('[data-latest]', { hasText: 'Held' }).waitFor()
    expect(await tabOfLin.page.getByLabel('Message to Olga').count()).toBe(0)
  })

  test('a message is taken back in time, and its text is there to be changed and sent anew', async () => {
    const ada = await staff('Ada')
    const path = await addClient(ada, 'Pia')
    const tab = await at.tabOf(ada, path)
    await tab.fillIn({ 'Message to Pia': 'Hallo Pia' })
    await tab.press('Send')
    await tab.sees(/^Leaves in \d+ s$/)

    await tab.press('Take back')

    await tab.sees(/^The message was taken back and has not left\./)
    const field = tab.page.getByLabel('Message to Pia')
    expect(await field.inputValue()).toBe('Hallo Pia')
    await field.fill('Hello Pia')
    await tab.press('Send')
    await tab.sees(/^You sent a message today/)
    await seesStates(tab, ['held', 'cancelled'])
    expect(await tab.complaints()).toEqual([])
  })

  test('after a lost request a reload finds the same attempt, and asks again with the same key', async () => {
    const ada = await staff('Ada')
    const path = await addClient(ada, 'Rita')
    const tab = await at.tabOf(ada, path)
    const keys: (string | undefined)[] = []
    tab.page.on('request', (request) => {
      if (request.method() === 'POST') keys.push(request.headers()['idempotency-key'])
    })
    await meddle(tab.page, 'POST', ['lose the request', 'pass'], '**/api/clients/*/messages')
    await tab.fillIn({ 'Message to Rita': 'Hello Rita' })
    await tab.press('Send')
    await tab.sees(/^No answer came\. Nobody here knows whether your message was taken\./)

    await tab.reload()

    await tab.sees(/^No answer came\./)
    const field = tab.page.getByLabel('Message to Rita')
    expect([await field.inputValue(), await field.getAttribute('readonly')]).toEqual(['Hello Rita', ''])
    await tab.press('Ask again')
    await tab.sees(/^You sent a message today/)
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
  })

  test('a lost answer is settled by the record: it had been taken', async () => {
    const ada = await staff('Ada')
    const tab = await at.tabOf(ada, await addClient(ada, 'Sara'))
    await meddle(tab.page, 'POST', ['lose the answer'], '**/api/clients/*/messages')
    await tab.fillIn({ 'Message to Sara': 'Hello Sara' })

    await tab.press('Send')

    await tab.sees('Your message had been taken.')
    await seesStates(tab, ['held'])
  })

  test('a file is looked through first, told row by row, and imported whole', async () => {
    const tab = await at.tabOf(await staff('Ada'), '/clients/import')
    const file = tab.page.getByLabel('CSV file')
    const wrong = 'name,number\nGood,+12125550190\nBad,12\n'
    await file.setInputFiles({ name: 'wrong.csv', mimeType: 'text/csv', buffer: Buffer.from(wrong) })
    await tab.sees(/One thing is wrong\. Nothing has been imported\./)
    expect(await tab.page.locator('tr[data-row]').count()).toBe(1)
    expect(await tab.page.locator('tr[data-row="3"]').innerText()).toMatch(/number/)
    const national = 'name,number\nAn Li,010 6552 9988\n'
    await file.setInputFiles({ name: 'national.csv', mimeType: 'text/csv', buffer: Buffer.from(national) })
    await tab.sees(/One thing is wrong\. Nothing has been imported\./)
    await tab.fillIn({ 'Country of numbers without +': 'cn' })
    await tab.sees(/One client can be imported\. Nothing has been imported yet\./)
    await tab.fillIn({ 'Country of numbers without +': '' })
    await file.setInputFiles(sample)
    await tab.sees(/12 clients can be imported\. Nothing has been imported yet\./)

    await tab.press('Import 12 clients')

    await tab.sees('12 clients were imported.')
    await tab.page.getByRole('link', { name: 'All clients' }).click()
    await tab.fillIn({ 'Search by name or number': 'Nora Quiet' })
    await tab.page.locator('ul[aria-label="Clients"] > li:only-child', { hasText: 'Nora Quiet' }).waitFor()
    await tab.sees('Wants no messages')
    await tab.fillIn({ 'Search by name or number': 'nobody of this name' })
    await tab.sees('No client’s name or number has “nobody of this name” in it.')
    expect(await tab.complaints()).toEqual([])
  })

  test('an editor adds a client, sets the zone, and stops messages to the client', async () => {
    const tab = await at.tabOf(await at.site.member({ role: 'editor' }), '/clients')
    await tab.press('Add a client')
    const form = tab.page.getByRole('dialog', { name: 'Add a client' })
    await form.getByLabel('Name').fill('Tess')
    await form.getByLabel('Phone number').fill('12')
    await form.getByRole('button', { name: 'Add a client' }).click()
    await tab.sees('This is no phone number that exists. Begin with + and the country’s code.')
    // A number that many zones share.
    await form.getByLabel('Phone number').fill('+1 800 555 0199')
    await form.getByRole('button', { name: 'Add a client' }).click()
    await tab.page.getByRole('heading', { level: 1, name: 'Tess' }).waitFor()

    await tab.press('Set the time zone')
    await tab.page.getByLabel('Time zone').selectOption('America/Denver')
    await tab.press('Save')
    await tab.sees('America/Denver, set by the staff')
    await tab.press('Send no more messages')
    const question = tab.page.getByRole('dialog', { name: 'Send no more messages' })
    await question.getByRole('button', { name: 'Send no more messages' }).click()

    await tab.sees('This client wants no messages, so none can be sent.')
    expect(await tab.page.getByLabel('Message to Tess').count()).toBe(0)
    expect(await tab.complaints()).toEqual([])
  })

  test('others are told whom the pages are for, and a viewer gets no form', async () => {
    const ada = await staff('Ada')
    const path = await addClient(ada, 'Uma')
    const member = await at.memberTab('/clients')
    await member.sees(/^This page is for the staff of this site\./)
    expect(await member.page.getByRole('navigation', { name: 'Pages of the staff' }).count()).toBe(0)
    const visitor = await at.tab('/messages')
    await visitor.sees('These pages are for the staff of this site. Sign in to see them.')

    const viewer = await at.tabOf(await at.site.member({ role: 'viewer' }), path)

    await viewer.sees(/^Nobody has sent a message today\. Your role does not allow sending\./)
    expect(await viewer.page.getByRole('main').getByRole('button').count()).toBe(0)
    await viewer.goTo('/handset')
    await viewer.sees(/^This page is for administrators\./)
  })

  async function staff(name: string): Promise<TestMember> {
    return await at.site.member({ role: 'admin', name })
  }
})

/** Adds a client with a number of its own; gives the address of the page. */
async function addClient(by: TestMember, name: string): Promise<string> {
  numbers += 1
  const number = `+1212555${String(100 + numbers).padStart(4, '0')}`
  const answer = await by.post('/api/clients', { name, number })
  expect(answer.status).toBe(201)
  return `/clients/${((await answer.json()) as { id: string }).id}`
}

/** The tab knows no more of its client than it does now, until it has sent something: whatever the stream tells. */
async function freezeUntilSending({ page }: Tab, path: string): Promise<void> {
  const body = await page.evaluate(async (address) => await (await fetch(address)).text(), `/api${path}`)
  let isFrozen = true
  await page.route('**/api/clients/*', async (route) => {
    await (isFrozen ? route.fulfill({ contentType: 'application/json', body }) : route.continue())
  })
  await page.route('**/api/clients/*/messages', async (route) => {
    isFrozen = false
    await route.continue()
  })
}

async function seesLive({ page }: Tab): Promise<void> {
  await page.locator('[data-live="live"]').waitFor()
}

/** Waits until the client's messages are in these states, the newest first. */
async function seesStates({ page }: Tab, states: readonly string[]): Promise<void> {
  const marks = page.getByRole('region', { name: 'All messages' }).locator('[data-state]')
  await waitFor(`the states ${states.join(', ')}`, async () => {
    const seen = await marks.evaluateAll((found) => found.map((mark) => mark.getAttribute('data-state')))
    return seen.join() === states.join()
  })
}
