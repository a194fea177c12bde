// Claims for one member and dies by kill -9 at the pause point that is named: node die-at.mjs URL POINT
import pg from 'pg'
import { day, fromPg, once } from 'daylatch'
import { setPausePoint } from 'daylatch/testing'

const [url, point] = process.argv.slice(2)
setPausePoint(point, () => {
  process.kill(process.pid, 'SIGKILL')
})
const checkIn = once('check-in', {
  per: day({ zone: 'Asia/Shanghai', resetAt: '08:00' }),
  reward: { amount: 25, unit: 'reading' },
  rank: true,
})
await checkIn.claim(fromPg(new pg.Pool({ connectionString: url })), 'ada')
