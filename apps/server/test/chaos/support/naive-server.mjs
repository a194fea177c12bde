// Story 1's server as it was: look at the flag, then insert, add, log and set the flag, all in one transaction; no lock,
// no key. Four processes on one port, each of which does one request at a time, as uWSGI with `processes = 4`.
// node naive-server.mjs DATABASE_URL
import cluster from 'node:cluster'
import { createServer } from 'node:http'
import pg from 'pg'

const processes = 4

if (cluster.isPrimary) {
  let listening = 0
  cluster.on('listening', (_worker, { port }) => {
    listening += 1
    if (listening === processes) console.log(`The naive server is ready at http://127.0.0.1:${port}`)
  })
  for (let index = 0; index < processes; index += 1) cluster.fork()
  process.once('SIGTERM', () => cluster.disconnect(() => process.exit(0)))
} else {
  const pool = new pg.Pool({ connectionString: process.argv[2], max: 1 })
  const server = createServer((request, response) => {
    void answer(request, response)
  })
  server.listen(Number(process.argv[3]), '127.0.0.1')
  process.once('disconnect', () => process.exit(0))

  async function answer(request, response) {
    const paid = await sign(request.headers.cookie)
    response.setHeader('connection', 'close')
    response.end(JSON.stringify({ status: paid ? 1 : 0 }))
  }

  async function sign(member) {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const { rows } = await client.query('select is_sign from naive.member where id = $1', [member])
      if (rows[0].is_sign) {
        await client.query('rollback')
        return false
      }
      await client.query('insert into naive.check_in (member) values ($1)', [member])
      await client.query('update naive.quota set amount = amount + 25 where member = $1', [member])
      await client.query('insert into naive.quota_log (member, amount) values ($1, 25)', [member])
      await client.query('update naive.member set is_sign = true where id = $1', [member])
      await client.query('commit')
      return true
    } finally {
      client.release()
    }
  }
}
