import { bodyOf } from '../../support/answers.ts'
import type { TestMember } from '../../support/member.ts'

/** What is read of a client. */
export interface Client {
  readonly id: string
  readonly name: string
  readonly number: string
  readonly zone: string | null
  readonly zoneSource: string | null
  readonly optedOut: { readonly at: string; readonly source: string } | null
  readonly createdAt: string
  readonly version: number
  readonly sharedWith: number
}

/** Makes a client over HTTP. Use numbers that are kept free for examples, such as +1 202 555 0100 to 0199. */
export async function makeClient(
  editor: TestMember,
  client: { readonly name: string; readonly number: string; readonly zone?: string },
): Promise<Client> {
  const response = await editor.post('/api/clients', client)
  if (response.status !== 201)
    throw new Error(`Expected 201, got ${response.status}: ${await response.text()}`)
  return await bodyOf<Client>(response)
}

export async function patch(editor: TestMember, id: string, change: object): Promise<Response> {
  return await editor.request(`/api/clients/${id}`, {
    method: 'PATCH',
    body: JSON.stringify(change),
    headers: { 'content-type': 'application/json' },
  })
}
