import { inOrderOf } from '../replay/replay.ts'
import type { Program, Run } from '../run/run.ts'
import { preemptionsOf } from '../search/preemptions.ts'

export interface MinimiseOptions {
  /** Most executions. @default 100 */
  readonly runs?: number
  /** Longest time in ms; an execution that has begun is finished. @default 2,000 */
  readonly ms?: number
}

/**
 * The run that tells the same failure with the fewest actors, then the fewest preemptions, then the fewest steps. Runs the
 * program again and again; a candidate counts where the invariant fails for the same reason, numbers aside.
 *
 * @returns `run` itself where nothing smaller was found
 */
export async function minimise(program: Program, run: Run, options: MinimiseOptions = {}): Promise<Run> {
  const { runs = 100, ms = 2000 } = options
  const until = performance.now() + ms
  let left = runs
  let best = run
  let isSmaller = true
  while (isSmaller) {
    isSmaller = false
    for (const turns of candidates(best)) {
      if (left <= 0 || performance.now() > until) return best
      left -= 1
      const tried = await program.run(inOrderOf(turns), { actors: actorsIn(turns) })
      if (!failsAlike(run, tried) || compare(tried, best) >= 0) continue
      best = tried
      isSmaller = true
      break
    }
  }
  return best
}

/** Orders that may be smaller, the most promising first: without an actor, then with one switch less. */
function* candidates(run: Run): Generator<readonly number[]> {
  const turns = run.trace.map(({ step }) => step.actor)
  const actors = actorsIn(turns)
  if (actors.length > 2) for (const actor of actors) yield turns.filter((one) => one !== actor)
  const blocks = blocksOf(turns)
  for (const [index, block] of blocks.entries()) {
    const next = blocks.findIndex((other, place) => place > index && other.actor === block.actor)
    if (next === -1) continue
    const between = blocks.slice(index + 1, next)
    const rest = blocks.slice(next + 1)
    const before = blocks.slice(0, index)
    const later = blocks[next] as Block
    // What came between is put behind the later block, or before the earlier one, so that the two become one.
    yield flat([...before, block, later, ...between, ...rest])
    yield flat([...before, ...between, block, later, ...rest])
  }
}

interface Block {
  readonly actor: number
  readonly length: number
}

function blocksOf(turns: readonly number[]): readonly Block[] {
  const blocks: Block[] = []
  for (const actor of turns) {
    const last = blocks.at(-1)
    if (last?.actor === actor) blocks[blocks.length - 1] = { actor, length: last.length + 1 }
    else blocks.push({ actor, length: 1 })
  }
  return blocks
}

function flat(blocks: readonly Block[]): readonly number[] {
  return blocks.flatMap(({ actor, length }) => Array.from({ length }, () => actor))
}

function actorsIn(turns: readonly number[]): readonly number[] {
  return [...new Set(turns)].toSorted((a, b) => a - b)
}

/** Below 0 where `one` is the smaller story. */
function compare(one: Run, other: Run): number {
  const [first, second] = [sizesOf(one), sizesOf(other)]
  const index = first.findIndex((size, place) => size !== second[place])
  return index === -1 ? 0 : (first[index] ?? 0) - (second[index] ?? 0)
}

/** Actors, preemptions, stretches of one actor, steps. */
function sizesOf(run: Run): readonly number[] {
  const turns = run.trace.map(({ step }) => step.actor)
  return [actorsIn(turns).length, preemptionsOf(run), blocksOf(turns).length, turns.length]
}

/** Another number of rows is the same failure; another sentence is another one. */
export function failsAlike(run: Run, tried: Run): boolean {
  if (run.verdict.holds || tried.verdict.holds) return false
  const words = (reason: string): string => reason.replaceAll(/\d+/g, '#')
  return words(run.verdict.reason) === words(tried.verdict.reason)
}
