import { letterOf } from '../config/name-of.ts'
import { inOrderOf } from '../replay/replay.ts'
import type { Program, Run } from '../run/run.ts'
import { failsAlike } from './minimise.ts'
import type { IsolationFinding } from './story.ts'

const levels = ['repeatable read', 'serializable'] as const

/**
 * Runs the order of `run` again at REPEATABLE READ and at SERIALIZABLE, and says what became of it.
 *
 * A finding is about this one order. Where a level lets nobody go on as before, because somebody waits or was refused, the
 * others go on in the recorded order. An order that cannot be run at a level at all makes a finding too, and no error.
 */
export async function tryIsolationLevels(program: Program, run: Run): Promise<readonly IsolationFinding[]> {
  const findings: IsolationFinding[] = []
  for (const level of levels) findings.push(await tryLevel(program, run, level))
  return findings
}

async function tryLevel(
  program: Program,
  run: Run,
  level: IsolationFinding['level'],
): Promise<IsolationFinding> {
  const turns = run.trace.map(({ step }) => step.actor)
  const name = level.toUpperCase()
  try {
    const again = await program.run(inOrderOf(turns), { isolation: level, actors: [...new Set(turns)] })
    return judged(level, name, run, again)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { level, result: 'unknown', words: `At ${name} this order could not be run: ${error.message}` }
  }
}

function judged(level: IsolationFinding['level'], name: string, run: Run, again: Run): IsolationFinding {
  const refused = again.trace.find(({ result }) => result.error?.code === '40001')
  const who = letterOf(refused?.step.actor ?? 0)
  if (failsAlike(run, again)) {
    const late = refused === undefined ? '' : `: ${who} does get the error 40001, but too late`
    const words = `${name} does not stop it: the same order fails there too${late}.`
    return { level, result: 'still fails', words }
  }
  if (refused !== undefined) {
    const after = again.verdict.holds
      ? ''
      : ` Nobody does so here: ${again.verdict.reason.replace(/\.$/, '')}.`
    const words = `${name} stops it: ${who} gets the error 40001, and has to do its transaction again from the first read.${after}`
    return { level, result: 'refused', words }
  }
  if (again.verdict.holds)
    return { level, result: 'holds', words: `${name} stops it: in the same order the invariant holds.` }
  const words = `${name} does not stop it: the same order fails there too, with ${again.verdict.reason}.`
  return { level, result: 'still fails', words }
}
