import { parseArgs } from 'node:util'
import { demonstrate } from './demonstrate.mjs'
import { startPostgres, startRedis } from './servers.mjs'

const usage = `npm run example -- bullmq [--by-hand]

BullMQ hands the same job out twice; the message leaves once. With --by-hand the workers call the gateway themselves, and
it leaves twice.`

const { values } = parseArgs({
  options: { 'by-hand': { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
})

if (values.help === true) console.log(usage)
else process.exitCode = await run()

async function run() {
  /** @type {Awaited<ReturnType<typeof startRedis>>} */
  let redis
  try {
    redis = await startRedis()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
  try {
    const postgres = await startPostgres()
    try {
      const say = (/** @type {string} */ speaker, /** @type {string} */ text) =>
        console.log(`${speaker.padEnd(8)} | ${text}`)
      await demonstrate(postgres.url, redis.place, { byHand: values['by-hand'], say })
      return 0
    } finally {
      await postgres.stop()
    }
  } finally {
    await redis.stop()
  }
}
