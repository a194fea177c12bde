// A process that sends and dispatches: node worker.mjs '{"url": …, "gateway": …, "sends": [[subject, gateway]], …}'.
// With `dieAt` it kills itself by kill -9 when all of its sends have come to that point; with `stopAt` it stops itself
// there by SIGSTOP, for the first of them.
import pg from 'pg'
import { createDispatcher, day, fromPg, once } from 'daylatch'
import { setPausePoint } from 'daylatch/testing'
import { setups } from './gateways.mjs'

const {
  url,
  gateway,
  sends = [],
  dieAt,
  stopAt,
  setup,
  timeoutMs,
  deliver = [],
} = JSON.parse(process.argv[2])
const looksAtLease = process.argv[3] !== 'careless'
const pool = new pg.Pool({ connectionString: url, max: sends.length + 6 })
pool.on('error', () => undefined)
const db = fromPg(pool)
const message = once('message', { per: day({ zone: 'Asia/Shanghai' }) })

const end = (signal) => process.kill(process.pid, signal)
/** Resolves when every send has come here; `act` is done by the last. */
function everybody(act) {
  const seen = new Set()
  let open = () => undefined
  const all = new Promise((resolve) => (open = resolve))
  return async (subjects) => {
    for (const subject of subjects) seen.add(subject)
    if (seen.size === sends.length) {
      act()
      open()
    }
    await all
  }
}
let isStopped = false
const stopOnce = () => {
  if (isStopped) return
  isStopped = true
  console.log('stopping')
  end('SIGSTOP')
}

const atEnd = dieAt === undefined ? undefined : everybody(() => end('SIGKILL'))
if (atEnd !== undefined && dieAt !== 'in-take') setPausePoint(dieAt, ({ subjects }) => atEnd(subjects))
if (dieAt === 'effect-before-record' || dieAt === 'effect-recorded') {
  // Those who end together are recorded together.
  const together = everybody(() => undefined)
  setPausePoint('effect-after-answer', ({ subjects }) => together(subjects))
}
if (stopAt !== undefined && stopAt !== 'in-call') setPausePoint(stopAt, stopOnce)

await Promise.all(
  sends.map(([subject, name]) =>
    message.send(db, subject, { gateway: name, recipient: subject, payload: { text: 'hello' } }),
  ),
)
const dispatcher = createDispatcher(db, {
  gateways: setups(gateway, {
    setup,
    timeoutMs,
    looksAtLease,
    ...(stopAt === 'in-call' ? { beforeWrite: stopOnce } : {}),
  }),
  actionOf: () => ({ action: 'message', rule: message.rule }),
  beforeSend: async (_tx, effects) => {
    if (dieAt === 'in-take') end('SIGKILL')
    return effects.map(() => 'go')
  },
  pollMs: 50,
  onError: () => undefined,
})
await dispatcher.start()
process.on('SIGTERM', () => void dispatcher.stop().then(() => process.exit(0)))
console.log('started')
// As a queue does: some at a time, and what failed comes again.
const jobs = [...deliver]
for (let lane = 0; lane < 4; lane += 1) void work()
async function work() {
  for (let id = jobs.shift(); id !== undefined; id = jobs.shift()) {
    const job = id
    await dispatcher.deliver(job).catch(() => jobs.push(job))
  }
}
