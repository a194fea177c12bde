import { parseArgs } from 'node:util'
import { demonstrate } from './demonstrate.mjs'
import { letThrough } from './let-through.mjs'
import { startServer } from './server.mjs'

const usage = `npm run example -- two-consoles [--seconds <n>]

Console 1 locks a client and keeps the row; console 2 wants the same one and waits, until you press a key. With --seconds,
and where there is no keyboard (then 2 seconds), until that many have passed.`

const { values } = parseArgs({
  options: { seconds: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
})
const seconds = values.seconds === undefined ? undefined : Number(values.seconds)

if (values.help === true) {
  console.log(usage)
} else if (seconds !== undefined && !(seconds > 0 && seconds <= 86_400)) {
  console.error(
    `Expected \`--seconds\` to be a number above 0, at most 86400, got \`${values.seconds}\`\n\n${usage}`,
  )
  process.exitCode = 2
} else {
  const server = await startServer()
  try {
    process.exitCode = await demonstrate(server.url, letThrough(seconds))
  } finally {
    await server.stop()
  }
}
