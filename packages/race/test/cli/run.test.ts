import { expect, test } from 'vitest'
import { outputTo } from '../../src/cli/output.ts'
import { run } from '../../src/cli/run.ts'

function terminal(isTTY = false) {
  const written = { out: '', err: '' }
  let now = 0
  const out = outputTo(
    { write: (text) => (written.out += text), isTTY },
    { write: (text) => (written.err += text), isTTY },
    {},
    () => now,
  )
  return { written, out, pass: (ms: number) => void (now += ms) }
}

test.each([
  [[], 64, 'err', 'race explore [file]'],
  [['help'], 0, 'out', 'Exit codes:'],
  [['--help'], 0, 'out', 'Exit codes:'],
  [['help', 'replay'], 0, 'out', 'race replay <schedule> [file]'],
  [['explore', '--help'], 0, 'out', '--baseline <file>'],
  [['constructor'], 64, 'err', 'There is no command "constructor".'],
  [['explore', '--bond', '2'], 64, 'err', "Unknown option '--bond'"],
  [['explore', 'a.mjs', 'b.mjs'], 64, 'err', 'Expected nothing after that, got "b.mjs".'],
  [['explore', 'nowhere.mjs'], 78, 'err', 'There is no nowhere.mjs in '],
  [['zoo', 'wallet', 'unicorn'], 64, 'err', 'There is no scenario "unicorn": there are '],
  [['replay'], 64, 'err', 'The schedule is missing.'],
] as const)('race %j exits with %i', async (typed, code, stream, text) => {
  const { written, out } = terminal()

  expect(await run(typed, out)).toBe(code)
  expect(written[stream]).toContain(text)
  expect(written[stream === 'out' ? 'err' : 'out']).toBe('')
})

test('a terminal sees progress in one line, a log a line every five seconds', () => {
  const seen = terminal(true)
  for (const ms of [0, 50, 60]) {
    seen.pass(ms)
    seen.out.progress.update(`after ${ms}`)
  }
  seen.out.progress.end()
  expect(seen.written.err).toBe('\r\x1b[Kafter 0\r\x1b[Kafter 60\r\x1b[K')

  const log = terminal()
  for (const ms of [0, 4000, 1000, 1000]) {
    log.pass(ms)
    log.out.progress.update(`after ${ms}`)
  }
  log.out.progress.end()
  expect(log.written.err).toBe('after 1000\n')
})
