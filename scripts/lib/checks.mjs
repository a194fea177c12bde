import { inRoot } from './root.mjs'
import { runNode } from './run.mjs'
import { runMain } from './say.mjs'
import { setUp } from './set-up.mjs'

/** @returns {Promise<number>} an exit code */
export function typecheck() {
  return runNode(inRoot('node_modules/typescript/bin/tsc'), ['-b', '--pretty'], { output: 'inherit' })
}

/**
 * Lints with types.
 *
 * Only after the compiler: where the types of a workspace package do not resolve, a call into it has no type, and a
 * forgotten `await` on it goes unreported. `test/house/lint-floating-promise.test.ts` shows both.
 *
 * @returns {Promise<number>} an exit code
 */
export async function lint() {
  const types = await typecheck()
  if (types !== 0) return types
  return runNode(inRoot('node_modules/oxlint/bin/oxlint'), ['-c', inRoot('oxlint.config.mjs')], {
    output: 'inherit',
  })
}

/** @param {() => Promise<number>} check */
export function runCheck(check) {
  runMain(async () => {
    await setUp('test')
    process.exitCode = await check()
  })
}
