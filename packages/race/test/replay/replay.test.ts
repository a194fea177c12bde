import { describe, expect, onTestFinished, test } from 'vitest'
import { confirm, inOrderOf, printRun, replay } from '../../src/replay/replay.ts'
import { parseSchedule, printSchedule } from '../../src/replay/schedule.ts'
import { openLab } from '../../src/run/open-lab.ts'
import { signInLab } from '../sign-in.ts'

const racing = [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]

describe('record, print, parse, replay', () => {
  for (const [what, guard, order] of [
    ['a race', 'none', racing],
    ['a serial order', 'none', []],
    ['an order with a lock that was waited for', 'lock', racing],
  ] as const) {
    test(`${what} comes to the same verdict`, async () => {
      const lab = await openLab(signInLab(guard))
      onTestFinished(() => lab.close())
      const recorded = await lab.run(inOrderOf(order))

      const printed = printRun(recorded)
      const parsed = parseSchedule(printed)
      const again = await replay(lab, parsed)

      expect(printSchedule(parsed)).toBe(printed)
      expect(printRun(again)).toBe(printed)
      expect(again.verdict).toEqual(recorded.verdict)
      expect(await confirm(lab, recorded)).toEqual({ times: 5, same: 5, difference: null })
    })
  }

  test('a step that is not the recorded one ends the replay with both statements', async () => {
    const recording = await openLab(signInLab('none'))
    const recorded = await recording.run(inOrderOf(racing))
    await recording.close()
    const lab = await openLab(signInLab('lock'))
    onTestFinished(() => lab.close())

    const failure = await replay(lab, printRun(recorded), recorded.trace).catch((error: unknown) => error)

    expect(failure).toMatchObject({ name: 'RaceError', code: 'DIVERGED' })
    expect(String(failure)).toContain('Step 3 of A is not the recorded one')
    expect(String(failure)).toContain('Recorded: `select from signins')
    expect(String(failure)).toContain('Now: `select from users')
    expect((await lab.run(inOrderOf([]))).verdict).toEqual({ holds: true })
  })

  test.for(['', 'AAB', 'pg:', 'pg:aab', 'pg:AAB#zz', 'pg:AAB#zzzzz'])('%j is no schedule', (text) => {
    expect(() => parseSchedule(text)).toThrow(expect.objectContaining({ code: 'BAD_SCHEDULE' }))
  })
})
