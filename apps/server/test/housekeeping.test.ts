import { createDatabase } from '@daylatch/test-kit'
import { fromPg, migrate } from 'daylatch'
import { expect, test } from 'vitest'
import { tidyUp } from '../src/accounts/housekeeping.ts'

test('what nothing asks for any more is removed, and nothing else', async () => {
  const database = await createDatabase()
  const { pool } = database
  await migrate(fromPg(pool), { schema: 'site', folder: new URL('../sql/', import.meta.url) })
  await pool.query(`insert into site.member (id, name, email) values ('m', 'M', 'm@example.com')`)
  await pool.query(
    `insert into site.session (id, member_id, token, expires_at) values
       ('live', 'm', '1', now() + interval '1 hour'), ('just over', 'm', '2', now() - interval '1 hour'),
       ('long over', 'm', '3', now() - interval '25 hours')`,
  )
  await pool.query(
    `insert into site.revocation values ('session', 'new', now()), ('session', 'old', now() - interval '61 minutes')`,
  )
  await pool.query(
    `insert into site.sign_up_count values ('192.0.2.1', now(), 1), ('192.0.2.2', now() - interval '61 minutes', 9)`,
  )
  await pool.query(
    `insert into site.wrong_password values ('address', 'tries-new', now(), 1), ('address', 'tries-old', now() - interval '61 minutes', 9)`,
  )
  await pool.query(
    `insert into site.member (id, name, email) values ('link-new', 'N', 'n@example.com'), ('link-old', 'O', 'o@example.com')`,
  )
  await pool.query(
    `insert into site.password_link (member_id, token_hash, created_by, expires_at) values
       ('link-new', '1', 'm', now()), ('link-old', '2', 'm', now() - interval '25 hours')`,
  )
  await tidyUp(pool)
  const { rows } = await pool.query<{ left: string }>(
    `select id as left from site.session union select id from site.revocation union select address from site.sign_up_count
     union select key from site.wrong_password union select member_id from site.password_link`,
  )
  expect(rows.map((row) => row.left).toSorted()).toEqual([
    '192.0.2.1',
    'just over',
    'link-new',
    'live',
    'new',
    'tries-new',
  ])
  await database.drop()
})
