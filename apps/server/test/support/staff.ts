import { waitFor } from '@daylatch/test-kit'
import { bodyOf } from './answers.ts'
import type { TestMember } from './member.ts'
import type { TestSite } from './start-site.ts'

/** What is read of a message here. */
export interface Message {
  readonly id: string
  readonly state: string
  readonly text: string
  readonly attempt: number
  readonly sentBy: { readonly id: string; readonly name: string } | null
}

export interface Refusal {
  readonly code: string
  readonly message: Message
  readonly limitedBy: string
  readonly rule: { readonly sentence: string }
  readonly opensAt: string
}

export interface Staff {
  readonly admin: TestMember
  readonly ann: TestMember
  readonly bo: TestMember
}

export async function staffOf(site: TestSite): Promise<Staff> {
  const [ann, bo] = await site.members(2, { role: 'sender', name: 'Sender' })
  if (ann === undefined || bo === undefined) throw new TypeError('Expected two senders')
  return { admin: await site.member({ role: 'admin' }), ann, bo }
}

/** @returns the client's id */
export async function makeClient({ admin }: Staff, number: string): Promise<string> {
  const response = await admin.post('/api/clients', { name: 'Cleo', number })
  if (response.status !== 201)
    throw new Error(`Expected 201, got ${response.status}: ${await response.text()}`)
  return (await bodyOf<{ readonly id: string }>(response)).id
}

export async function send(member: TestMember, client: string, text: string): Promise<Response> {
  return await member.post(`/api/clients/${client}/messages`, { text })
}

export async function readMessage({ admin }: Staff, id: string): Promise<Message> {
  return await bodyOf<Message>(await admin.request(`/api/messages/${id}`))
}

export async function waitForState(staff: Staff, id: string, state: string): Promise<Message> {
  return await waitFor(
    `the message to be ${state}`,
    async () => {
      const message = await readMessage(staff, id)
      return message.state === state && message
    },
    100_000,
  )
}

export async function behave({ admin }: Staff, mode: string, seconds: number): Promise<void> {
  const response = await admin.request('/api/handset/behaviour', {
    method: 'PUT',
    body: JSON.stringify({ mode, seconds }),
    headers: { 'content-type': 'application/json' },
  })
  if (response.status !== 200) throw new Error(`Expected 200, got ${response.status}`)
}

/** The texts on one telephone. */
export async function telephone({ admin }: Staff, number: string): Promise<readonly string[]> {
  const response = await admin.request(`/api/handset/messages?number=${encodeURIComponent(number)}`)
  const { items } = await bodyOf<{ readonly items: readonly { readonly text: string }[] }>(response)
  return items.map(({ text }) => text)
}
