// Spends or releases and dies by kill -9 at the pause point that is named: node die-at.mjs URL POINT spend | release ID
import pg from 'pg'
import { fromPg, release, spend } from 'daylatch'
import { setPausePoint } from 'daylatch/testing'

const [url, point, work, id] = process.argv.slice(2)
setPausePoint(point, () => {
  process.kill(process.pid, 'SIGKILL')
})
const db = fromPg(new pg.Pool({ connectionString: url }))
if (work === 'spend') await spend(db, 'ada', { unit: 'reading', amount: 5, key: 'k' })
else await release(db, 'ada', id)
