import type { Program } from '../run/run.ts'
import type { Exploration } from './exploration.ts'
import type { ExploreOptions } from './options.ts'

/**
 * Runs a program in every order within a bound, executing only those that can differ, and gives the first that breaks the
 * invariant.
 *
 * Serial orders come first: one that fails is a plain bug. Then orders with one preemption, two, and so on. What passes is
 * not proved: see `coverage.sentence` for what was looked at.
 */
export async function explore(program: Program, options: ExploreOptions = {}): Promise<Exploration> {
  throw new Error(`Not there yet: ${program.actors.length}, ${Object.keys(options).length}`)
}
