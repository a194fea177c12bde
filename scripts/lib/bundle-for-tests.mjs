import { buildIfNeeded } from './build.mjs'
import { bundle } from './build-parts.mjs'
import { oneAtATime } from './one-at-a-time.mjs'

/** Vitest's `globalSetup` of tests that start server processes: the bundle is that of what was compiled last. */
export default async function setup() {
  await oneAtATime(() => buildIfNeeded([bundle]))
}
