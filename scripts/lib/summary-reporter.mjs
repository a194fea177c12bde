import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot, memory } from './root.mjs'
import { say } from './say.mjs'

/** Where the counts of the last run are kept for `.ci/run`. */
export const resultsFile = path.join(memory, 'test-results.json')

const slowestShown = 10

/** @typedef {import('vitest/node').Reporter} Reporter */

/**
 * Ends a test run with what a person wants to know: the slowest tests, and what did not run and why.
 *
 * A test skipped without a reason fails the run, and with REQUIRE_ALL=1 every skipped test does.
 *
 * @implements {Reporter}
 */
export default class SummaryReporter {
  #isFiltered = false
  /** What requirement() of the test kit has printed, by the id of the file that asked. @type {Map<string, string>} */
  #reasons = new Map()

  /** @param {import('vitest/node').Vitest} vitest */
  onInit(vitest) {
    this.#isFiltered = vitest.config.testNamePattern !== undefined
  }

  /** @param {import('vitest').UserConsoleLog} log */
  onUserConsoleLog(log) {
    const reason = /^skipped: (.*)$/m.exec(log.content)?.[1]
    if (reason === undefined || log.taskId === undefined) return
    const before = this.#reasons.get(log.taskId)
    this.#reasons.set(log.taskId, before === undefined ? reason : `${before}; or ${reason}`)
  }

  /** @param {import('vitest/node').TestCase} test */
  #reasonOf(test) {
    const result = test.result()
    const note = result.state === 'skipped' ? result.note : undefined
    return note ?? this.#reasons.get(test.module.id)
  }

  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const broken = modules.filter((module) => module.errors().length > 0).length
    /** @param {import('vitest/node').TestCase} test */
    const place = (test) => `${path.relative(inRoot(), test.module.moduleId)} > ${test.fullName}`
    const skipped = tests
      .filter((test) => test.result().state === 'skipped')
      // With -t most tests do not run, because nobody asked for them.
      .filter((test) => !this.#isFiltered || this.#reasonOf(test) !== undefined)
      .map((test) => ({ place: place(test), reason: this.#reasonOf(test) }))

    say(`\nThe ${String(Math.min(slowestShown, tests.length))} slowest tests`)
    const slowest = tests.toSorted((a, b) => durationOf(b) - durationOf(a)).slice(0, slowestShown)
    for (const test of slowest) say(`${(durationOf(test) / 1000).toFixed(1).padStart(7)} s  ${place(test)}`)

    say(skipped.length === 0 ? '\nNothing was skipped' : `\nSkipped: ${String(skipped.length)}`)
    for (const { place: where, reason } of skipped)
      say(`  ${where}\n    ${reason ?? 'no reason given: use requirement() of the test kit'}`)

    const requireAll = process.env['REQUIRE_ALL'] === '1'
    const forbidden = skipped.filter((one) => requireAll || one.reason === undefined).length
    if (forbidden > 0) {
      say(requireAll ? 'REQUIRE_ALL=1: a skipped test is a failure' : 'A skip without a reason is a failure')
      process.exitCode = 1
    }
    const failed = tests.filter((test) => test.result().state === 'failed').length
    const results = {
      passed: tests.filter((test) => test.result().state === 'passed').length,
      failed: failed + broken + unhandled.length + forbidden,
      skipped: skipped.length - forbidden,
    }
    mkdirSync(memory, { recursive: true })
    writeFileSync(resultsFile, JSON.stringify(results))
  }
}

/** @param {import('vitest/node').TestCase} test */
function durationOf(test) {
  return test.diagnostic()?.duration ?? 0
}
