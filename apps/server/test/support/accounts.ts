import { bodyOf } from './answers.ts'
import type { TestMember } from './member.ts'
import type { TestSite } from './start-site.ts'

export const PASSWORD = 'correct horse battery'

/** Somebody who has registered with {@link PASSWORD}, and is signed in. */
export async function register(
  site: TestSite,
  email: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<{ readonly member: TestMember; readonly id: string }> {
  const member = site.stranger()
  const response = await member.post('/api/auth/sign-up/email', {
    name: 'Somebody',
    email,
    password: PASSWORD,
    ...extra,
  })
  const { user } = await bodyOf<{ user: { id: string } }>(response)
  return { member, id: user.id }
}

export async function signIn(site: TestSite, email: string, password = PASSWORD): Promise<Response> {
  return await site.stranger().post('/api/auth/sign-in/email', { email, password })
}

/** The token in the fragment of a one-time link. */
export function tokenIn(link: string): string {
  return link.slice(link.indexOf('#token=') + '#token='.length)
}
