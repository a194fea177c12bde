import { AssertionError } from 'node:assert'
import type { RaceResult } from './result.ts'

/** What `holds()` throws: an assertion that failed, for every test runner. Its message is the whole story. */
export class RaceFound extends AssertionError {
  override readonly name: string = 'RaceFound'
  readonly result: RaceResult

  constructor(message: string, result: RaceResult) {
    super({ message, stackStartFn: RaceFound })
    this.result = result
    // Runners would print the result's hundreds of lines below the story.
    Object.defineProperty(this, 'result', { enumerable: false })
  }
}
