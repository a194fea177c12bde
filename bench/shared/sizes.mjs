import { parseArgs } from 'node:util'

/**
 * What was asked for on the command line: `--quick`, `--rounds`, `--ms`, `--out`.
 *
 * @param {string} out where the result goes unless another file is named
 * @param {{ rounds: number, ms: number }} full
 * @param {{ rounds: number, ms: number }} quick
 */
export function sizesFromCommandLine(out, full, quick) {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      ms: { type: 'string' },
      out: { type: 'string', default: out },
      claims: { type: 'string' },
    },
  })
  const usual = values.quick ? quick : full
  const size = { rounds: Number(values.rounds ?? usual.rounds), ms: Number(values.ms ?? usual.ms) }
  if (!(size.rounds >= 1 && size.rounds <= 1000 && size.ms >= 1 && size.ms <= 60_000)) {
    console.error('Expected `--rounds` to be a number from 1 to 1000, and `--ms` one from 1 to 60000')
    process.exit(2)
  }
  const claims = values.claims?.split(',').map(Number)
  return { size, out: values.out, isQuick: values.quick, claims }
}
