// Sends one message and dies by kill -9 at the pause point that is named: node die-at.mjs URL POINT HOW
import pg from 'pg'
import { day, fromPg, once } from 'daylatch'
import { setPausePoint } from 'daylatch/testing'

const [url, point, how] = process.argv.slice(2)
setPausePoint(point, () => {
  process.kill(process.pid, 'SIGKILL')
})
const message = once('message', { per: day({ zone: 'Asia/Shanghai' }) })
const db = fromPg(new pg.Pool({ connectionString: url }))
const wish = { gateway: 'sms', recipient: '+8613800000000', payload: { text: 'hello' }, also: ['number:1'] }
if (how === 'send') await message.send(db, 'client:7', wish, { key: 'k' })
else await message.sendMany(db, [{ subject: 'client:7', ...wish, key: 'k' }])
