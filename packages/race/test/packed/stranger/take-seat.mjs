/** Takes seat 1 for somebody, where it is free. What a stranger's application might do. */
export async function takeSeat(pool, name, { lock = false } = {}) {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query(`select taken_by from seat where id = 1 ${lock ? 'for update' : ''}`)
    const isFree = rows[0].taken_by === null
    if (isFree) await client.query('update seat set taken_by = $1 where id = 1', [name])
    await client.query('commit')
    return isFree
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}
