import { call } from './client.ts'
import type { BodyOf } from './client.ts'

type Session = BodyOf<'/api/auth/get-session', 'get', 200>

/** The person who is signed in here. */
export type Member = NonNullable<Session>['user']

/** Who is signed in, or null. Prolongs the session where that is due, which a GET does not do. */
export async function whoIsSignedIn(signal?: AbortSignal): Promise<Member | null> {
  const { body } = await call('get', '/api/auth/get-session', { signal, expect: [200] })
  if (body?.needsRefresh) await call('post', '/api/auth/get-session', { signal, expect: [200] })
  return body?.user ?? null
}

/** Makes a member, who is then signed in; `invitation` is the token of a link, where the site asks for one. */
export async function register(account: {
  name: string
  email: string
  password: string
  invitation?: string
}): Promise<void> {
  await call('post', '/api/auth/sign-up/email', { body: account, expect: [200] })
}

export async function signIn(credentials: { email: string; password: string }): Promise<void> {
  await call('post', '/api/auth/sign-in/email', { body: credentials, expect: [200] })
}

export async function signOut(): Promise<void> {
  await call('post', '/api/auth/sign-out', { expect: [200] })
}

/** Makes the first administrator, who is then signed in. */
export async function setUp(account: {
  token: string
  name: string
  email: string
  password: string
}): Promise<void> {
  await call('post', '/api/set-up', { body: account, expect: [201] })
}

/** Sets a new password by the token of a one-time link. Signs nobody in. */
export async function resetPassword(reset: { token: string; newPassword: string }): Promise<void> {
  await call('post', '/api/auth/reset-password', { body: reset, expect: [200] })
}

/** Deletes the account of whoever is signed in, for good. */
export async function deleteAccount(password: string): Promise<void> {
  await call('delete', '/api/account', { body: { password }, expect: [200] })
}
