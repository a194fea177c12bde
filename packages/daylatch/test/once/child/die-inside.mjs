// Makes up yesterday, or claims with a block, and dies by kill -9 at the pause point that is named: URL POINT WHAT
import pg from 'pg'
import { day, fromPg, once, periodsAround } from 'daylatch'
import { setPausePoint } from 'daylatch/testing'

const [url, point, what] = process.argv.slice(2)
setPausePoint(point, () => {
  process.kill(process.pid, 'SIGKILL')
})
const checkIn = once('check-in', {
  per: day({ zone: 'Asia/Shanghai', resetAt: '08:00' }),
  reward: { amount: 25, unit: 'reading' },
  makeUp: { periodsBack: 7, perMonth: 3, cost: { amount: 10, unit: 'reading' } },
})
const db = fromPg(new pg.Pool({ connectionString: url }))
if (what === 'make-up') {
  await checkIn.makeUp(db, 'ada', periodsAround(checkIn.rule, new Date()).previous.key, { key: 'k' })
} else {
  await checkIn.claimWith(db, 'ada', async (tx) => await tx.query('insert into diary values (1)'), {
    key: 'k',
  })
}
