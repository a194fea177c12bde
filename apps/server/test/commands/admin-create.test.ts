import { requirement, waitFor } from '@daylatch/test-kit'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPassword } from '../../src/commands/read-password.ts'
import { startSite, type TestSite } from '../support/start-site.ts'
import { daylatch } from '../support/run-command.ts'

const PASSWORD = 'correct horse battery'

let site: TestSite

beforeAll(async () => {
  site = await startSite()
})

afterAll(async () => {
  await site.stop()
})

async function signInAs(email: string, password: string): Promise<string | undefined> {
  const person = site.stranger()
  const response = await person.post('/api/auth/sign-in/email', { email, password })
  if (response.status !== 200) return undefined
  const session = (await (await person.request('/api/auth/get-session')).json()) as {
    readonly user: { readonly role: string }
  }
  return session.user.role
}

describe('admin create', () => {
  test.each([
    ['from standard input', { input: `${PASSWORD}\n` }],
    ['from standard input without a line end', { input: PASSWORD }],
    [
      'from the environment',
      { env: { DAYLATCH_ADMIN_PASSWORD: PASSWORD, DAYLATCH_ADMIN_EMAIL: 'x@example.com' } },
    ],
  ])('takes the password %s', async (what, options) => {
    const email = `${what.replaceAll(' ', '-')}@example.com`
    const words = ['admin', 'create', '--email', email.toUpperCase(), '--name', 'Boss', '--json']
    const ran = await daylatch(words, { databaseUrl: site.database.url, ...options })
    expect(ran).toEqual({
      code: 0,
      stdout: `${JSON.stringify({ email, name: 'Boss', role: 'admin' }, null, 2)}\n`,
      stderr: '',
    })
    expect(await signInAs(email, PASSWORD)).toBe('admin')
  })

  test('refuses an address that somebody has registered, and changes nothing', async () => {
    const eve = { name: 'Eve', email: 'eve@example.com', password: 'the password of Eve' }
    await site.stranger().post('/api/auth/sign-up/email', eve)
    const words = ['admin', 'create', '--email', eve.email]
    const ran = await daylatch(words, { databaseUrl: site.database.url, input: PASSWORD })
    expect([ran.code, ran.stdout]).toEqual([1, ''])
    expect(ran.stderr).toContain('Somebody has registered with eve@example.com already.')
    expect(await signInAs(eve.email, PASSWORD)).toBe(undefined)
    expect(await signInAs(eve.email, eve.password)).toBe('member')
  })

  test.each([
    ['short', 'got 5 of them'],
    ['x'.repeat(129), 'got 129 of them'],
  ])('refuses the password %j', async (password, message) => {
    await expect(readPassword(password)).rejects.toThrow(
      `The password: expected 8 to 128 characters, ${message}.`,
    )
  })

  test('refuses no password at all as wrong usage', async () => {
    const words = ['admin', 'create', '--email', 'nobody@example.com']
    const ran = await daylatch(words, { databaseUrl: site.database.url, input: '' })
    expect([ran.code, ran.stderr.split('\n')[0]]).toEqual([
      64,
      'The password: expected 8 to 128 characters, got 0 of them.',
    ])
  })

  test('says what to do where the tables are not there', async () => {
    const databaseUrl = site.database.url.replace(/\/t_[^?]*/, '/postgres')
    const ran = await daylatch(['admin', 'create', '--email', 'a@example.com'], {
      databaseUrl,
      input: PASSWORD,
    })
    expect([ran.code, ran.stderr]).toEqual([
      1,
      'The tables of Daylatch are not there, or older than this program. Run `daylatch migrate` first.\n',
    ])
  })
})

const hasTerminal = existsSync('/usr/bin/script')

test.skipIf(!requirement(hasTerminal, 'needs the program script', 'apt-get install bsdutils'))(
  'on a terminal the password is asked for, and not shown',
  async () => {
    const program = fileURLToPath(new URL('../../bin/daylatch.mjs', import.meta.url))
    const command = `'${process.execPath}' '${program}' admin create --email tty@example.com`
    const terminal = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], {
      env: { PATH: process.env['PATH'], DATABASE_URL: site.database.url },
    })
    let shown = ''
    terminal.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text))
    const ended = once(terminal, 'close')
    await waitFor('the question', () => shown.includes('Password (8 to 128 characters, not shown): '), 30_000)
    terminal.stdin.write(`${PASSWORD}\r`)
    await waitFor('the answer', () => shown.includes('tty@example.com is now an administrator.'), 30_000)
    terminal.stdin.end()
    expect([(await ended)[0], shown.includes(PASSWORD)]).toEqual([0, false])
    expect(await signInAs('tty@example.com', PASSWORD)).toBe('admin')
  },
)
