import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { commands } from '../../src/commands/all.ts'
import { HELP } from '../../src/commands/help.ts'
import { daylatch } from '../support/run-command.ts'

test('the help names every command and every exit code', async () => {
  const { code, stdout } = await daylatch(['--help'])
  expect(code).toBe(0)
  for (const { name } of commands) expect(stdout).toMatch(`  ${name} `)
  for (const exit of ['0 done', '1 a check', '64 ', '69 ', '78 ', '130, 143']) expect(stdout).toContain(exit)
})

test('the help and docs/operating.md name every variable that is read, and every command', async () => {
  const read = async (path: string): Promise<string> =>
    await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')
  const [source, page] = [await read('src/config/environment.ts'), await read('../../docs/operating.md')]
  const variables = [...source.matchAll(/(?:read\(|variables\[)'([A-Z_]+)'/g)].map(([, name]) => name ?? '')
  expect(variables.length).toBeGreaterThanOrEqual(10)
  for (const name of variables) {
    expect(HELP).toContain(name)
    expect(page).toContain(`\`${name}\``)
  }
  for (const { name } of commands) expect(page).toContain(`\`daylatch ${name}`)
})

test.each(commands)('the help of `$name` begins with its usage', async ({ name, load }) => {
  const command = await load()
  expect([command.name, command.help.startsWith(`Usage: daylatch ${name}`)]).toEqual([name, true])
})

test('`daylatch help` and `--help` after a command say the same', async () => {
  const [help, option] = await Promise.all([
    daylatch(['help', 'admin', 'create']),
    daylatch(['admin', 'create', '--help']),
  ])
  expect([help.code, help.stdout]).toEqual([0, option.stdout])
  expect(help.stdout).toContain('--email')
})

test('wrong usage is exit code 64, with what was wrong and the help', async () => {
  const mistakes: readonly (readonly [readonly string[], string])[] = [
    [['frobnicate'], 'Unknown command "frobnicate".'],
    [['admin'], 'Unknown command "admin".'],
    [['migrate', 'now'], 'Expected nothing after the command, got "now".'],
    [['migrate', '--plann'], "Unknown option '--plann'."],
    [['start', '--port=1'], "Unknown option '--port'."],
    [['admin', 'create'], '--email: expected an e-mail address, got nothing.'],
    [['admin', 'create', '--email', 'boss'], '--email: expected an e-mail address, got "boss".'],
    [['admin', 'create', '--email=a@example.com', '--name= '], '--name: expected 1 to 64 characters'],
    [['admin', 'create', '--email=a@example.com', '--password=secret'], "Unknown option '--password'."],
  ]
  await Promise.all(
    mistakes.map(async ([words, message]) => {
      const { code, stdout, stderr } = await daylatch(words)
      expect([code, stdout]).toEqual([64, ''])
      expect(stderr).toContain(message)
      expect(stderr).toContain('Usage: daylatch')
    }),
  )
})

test('a wrong setting is exit code 78', async () => {
  const { code, stderr } = await daylatch(['migrate'], { env: { DAYLATCH_WORKERS: 'many' } })
  expect(code).toBe(78)
  expect(stderr).toBe('DAYLATCH_WORKERS: expected a whole number from 1 to 64, got "many"\n')
})

test('a database that is not there is exit code 69, without the password in its address', async () => {
  const databaseUrl = 'postgresql://somebody:hunter2@127.0.0.1:1/nowhere'
  const { code, stderr } = await daylatch(['migrate', '--plan'], { databaseUrl })
  expect(code).toBe(69)
  expect(stderr).toContain('The database cannot be reached')
  expect(stderr).not.toContain('hunter2')
})
