/** Story 2’s cure by hand: the row is locked, the date looked at and set, the gateway called, then the commit. */
import { fastify } from 'fastify'
import pg from 'pg'

const { DATABASE_URL: url, GATEWAY_URL: gateway = '', POOL } = process.env
const pool = new pg.Pool({ connectionString: url, max: Number(POOL), idleTimeoutMillis: 0 })
const app = fastify()

/**
 * @param {string} id
 * @returns {Promise<boolean>} whether it was sent
 */
async function send(id) {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query(
      `select sent_on = current_date as "isSent" from client where id = $1 for update`,
      [id],
    )
    const isFirst = rows[0]?.isSent !== true
    if (isFirst) {
      await client.query('update client set sent_on = current_date where id = $1', [id])
      await (await fetch(gateway, { method: 'POST' })).text()
    }
    await client.query('commit')
    return isFirst
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

app.post('/clients/:id/messages', async (request, reply) => {
  const { id } = /** @type {{ id: string }} */ (request.params)
  return await reply.code((await send(id)) ? 202 : 409).send({})
})
app.get('/clients/:id', async (request) => {
  const { id } = /** @type {{ id: string }} */ (request.params)
  const { rows } = await pool.query('select id, name, sent_on from client where id = $1', [id])
  return rows[0]
})
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) })
process.on('SIGTERM', () => process.exit())
