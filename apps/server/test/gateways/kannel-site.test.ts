import { waitFor } from '@daylatch/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasKannel, startKannel, type TestKannel } from '../support/gateways/kannel.ts'
import { startSmsc, type TestSmsc } from '../support/gateways/smsc.ts'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'

interface MessageView {
  readonly id: string
  readonly state: string
  readonly receipts?: readonly { readonly status: string; readonly code: string | null }[]
}

describe.skipIf(!hasKannel)('a site with a real Kannel and an SMPP centre', () => {
  let smsc: TestSmsc
  let kannel: TestKannel
  let site: TestSite
  let admin: TestMember

  beforeAll(async () => {
    smsc = await startSmsc(() => ({ report: 'DELIVRD' }))
    kannel = await startKannel({ smppPort: smsc.port })
    const gateways = { kannel: { kind: 'kannel', url: kannel.url, username: 'app' } }
    site = await startSite({
      config: { messages: { undoSeconds: 0, gateway: 'kannel', gateways } },
      env: { DAYLATCH_GATEWAY_KANNEL_PASSWORD: 'app' },
    })
    admin = await site.member({ role: 'admin' })
  })

  afterAll(async () => {
    await site.stop()
    await kannel.stop()
    await smsc.close()
  })

  async function json<T>(response: Response, status: number): Promise<T> {
    const text = await response.text()
    expect([response.status, text]).toEqual([status, text])
    return JSON.parse(text) as T
  }

  test('a message leaves once, and the delivery report says that it arrived', async () => {
    const made = await admin.post('/api/clients', { name: 'Ada', number: '+8613800138000' })
    const { id: client } = await json<{ id: string }>(made, 201)
    const sent = await admin.post(`/api/clients/${client}/messages`, { text: 'Your table is ready' })
    const { message } = await json<{ message: MessageView }>(sent, 202)

    const delivered = await waitFor('the delivery report', async () => {
      const now = await json<MessageView>(await admin.request(`/api/messages/${message.id}`), 200)
      return now.state === 'delivered' && now
    })
    expect(delivered.receipts?.at(-1)).toMatchObject({ status: 'delivered', code: 'DELIVRD 000' })
    expect(smsc.submitted).toEqual(['8613800138000'])

    const again = await admin.post(`/api/clients/${client}/messages`, { text: 'Your table is ready' })
    await json(again, 409)
    expect(smsc.submitted).toHaveLength(1)
  })
})
