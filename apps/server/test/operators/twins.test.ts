import { barrier, createDatabase, type TestDatabase } from '@daylatch/test-kit'
import { fromPg, migrate } from 'daylatch'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { banMember } from '../../src/accounts/ban.ts'
import { changeRole } from '../../src/accounts/change-role.ts'
import { consumeInvitation, makeInvitation } from '../../src/accounts/invitations.ts'
import { makePasswordLink, usePasswordLink } from '../../src/accounts/password-links.ts'
import { RevocationFeed } from '../../src/accounts/revocation-feed.ts'
import { inTransaction } from '../../src/accounts/transaction.ts'
import { tryPassword } from '../../src/accounts/wrong-passwords.ts'
import { writeAudit } from '../../src/audit/write-audit.ts'

let database: TestDatabase
let feed: RevocationFeed

beforeEach(async () => {
  database = await createDatabase()
  feed = new RevocationFeed(database.pool)
  await migrate(fromPg(database.pool), { schema: 'site', folder: new URL('../../sql/', import.meta.url) })
  await database.pool.query(
    `insert into site.member (id, name, email, role) values
       ('a', 'A', 'a@example.com', 'admin'), ('b', 'B', 'b@example.com', 'admin'), ('m', 'M', 'm@example.com', 'member')`,
  )
})

afterEach(async () => {
  await database.drop()
})

async function count(what: string): Promise<number | null> {
  return (await database.pool.query(`select from site.${what}`)).rowCount
}

describe('the last administrator', () => {
  const administrators = `member where role = 'admin' and banned_at is null`

  test.each([
    ['take one another the role', ['role', 'role']],
    ['ban one another', ['ban', 'ban']],
    ['do one of each', ['ban', 'role']],
  ])('two that %s: one is left', async (_what, deeds) => {
    const against = async (deed: string | undefined, memberId: string, actor: string): Promise<void> => {
      if (deed === 'ban') await banMember(database.pool, feed, memberId, actor)
      else await changeRole(database.pool, feed, { memberId, role: 'member', actor })
    }
    const done = await Promise.allSettled([against(deeds[0], 'a', 'b'), against(deeds[1], 'b', 'a')])
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = done.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    expect(refused).toMatchObject([{ status: 409, code: 'last-administrator' }])
    expect(await count(administrators)).toBe(1)
  })

  test('twin: who counts the administrators without their locks leaves none', async () => {
    const bothHaveCounted = barrier(2)
    const naive = async (memberId: string): Promise<void> => {
      await inTransaction(database.pool, async (client) => {
        const { rowCount } = await client.query(`select from site.${administrators}`)
        await bothHaveCounted()
        if (rowCount === 2)
          await client.query(`update site.member set role = 'member' where id = $1`, [memberId])
      })
    }
    await Promise.all([naive('a'), naive('b')])
    expect(await count(administrators)).toBe(0)
  })
})

describe('an invitation', () => {
  const used = `audit_log where action = 'invitation.used'`

  test('five at once: one may make a member', async () => {
    const wanted = { role: 'editor', email: null, actor: 'a' } as const
    const { token } = await makeInvitation(database.pool, wanted, 'invite')
    const done = await Promise.allSettled(
      Array.from({ length: 5 }, async () =>
        inTransaction(database.pool, async (client) => {
          const { id } = await consumeInvitation(client, { token, email: 'x@example.com', mode: 'invite' })
          await writeAudit(client, { actor: null, action: 'invitation.used', target: id })
        }),
      ),
    )
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await count(used)).toBe(1)
  })

  test('twin: who asks first whether it was used lets all five', async () => {
    await makeInvitation(database.pool, { role: 'editor', email: null, actor: 'a' }, 'invite')
    const allHaveAsked = barrier(5)
    await Promise.all(
      Array.from({ length: 5 }, async () =>
        inTransaction(database.pool, async (client) => {
          const { rowCount } = await client.query('select from site.invitation where used_at is null')
          await allHaveAsked()
          await client.query('update site.invitation set used_at = now()')
          if (rowCount === 1)
            await writeAudit(client, { actor: null, action: 'invitation.used', target: null })
        }),
      ),
    )
    expect(await count(used)).toBe(5)
  })
})

describe('a password link', () => {
  const used = `audit_log where action = 'password-link.used'`

  test('three at once: one sets the password', async () => {
    const { token } = await makePasswordLink(database.pool, 'm', 'a')
    const done = await Promise.allSettled(
      Array.from({ length: 3 }, async (_, n) =>
        usePasswordLink(database.pool, feed, token, `new password ${n}`),
      ),
    )
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await count(used)).toBe(1)
  })

  test('twin: who looks first and deletes afterwards lets all three', async () => {
    await makePasswordLink(database.pool, 'm', 'a')
    const allHaveLooked = barrier(3)
    await Promise.all(
      Array.from({ length: 3 }, async () =>
        inTransaction(database.pool, async (client) => {
          const { rowCount } = await client.query('select from site.password_link')
          await allHaveLooked()
          await client.query('delete from site.password_link')
          if (rowCount === 1)
            await writeAudit(client, { actor: 'm', action: 'password-link.used', target: 'm' })
        }),
      ),
    )
    expect(await count(used)).toBe(3)
  })
})

describe('wrong passwords', () => {
  const limits = { wrongPasswordsPerAccount: 3, wrongPasswordsPerAddress: 100 }

  test('ten guesses at once and a limit of three: three are looked at', async () => {
    const guess = { email: 'm@example.com', address: '192.0.2.1' }
    const done = await Promise.allSettled(
      Array.from({ length: 10 }, async () => tryPassword(database.pool, limits, guess)),
    )
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  })

  test('twin: who counts after looking at the password looks at all ten', async () => {
    const allHaveRead = barrier(10)
    const naive = async (): Promise<boolean> => {
      const { rows } = await database.pool.query<{ count: number }>('select count from site.wrong_password')
      await allHaveRead()
      await database.pool.query(
        `insert into site.wrong_password values ('account', 'm', now(), 1)
         on conflict (kind, key) do update set count = wrong_password.count + 1`,
      )
      return (rows[0]?.count ?? 0) < 3
    }
    const looked = await Promise.all(Array.from({ length: 10 }, naive))
    expect(looked.filter(Boolean)).toHaveLength(10)
  })
})

describe('the audit log', () => {
  const CHANGES = [
    `update site.audit_log set actor = 'somebody else'`,
    'delete from site.audit_log',
    'truncate site.audit_log',
  ]

  beforeEach(async () => {
    await writeAudit(database.pool, { actor: 'a', action: 'verify.started', target: null })
  })

  test.each(CHANGES)('%s is refused, to the owner of the table too', async (statement) => {
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: '23001' })
    expect(await count(`audit_log where actor = 'a'`)).toBe(1)
  })

  test.each(CHANGES)('twin: without its trigger %s goes through', async (statement) => {
    await database.pool.query('drop trigger audit_log_is_append_only on site.audit_log')
    await database.pool.query(statement)
    expect(await count(`audit_log where actor = 'a'`)).toBe(0)
  })

  test('a change whose entry cannot be written does not happen', async () => {
    await database.pool.query('alter table site.audit_log rename to audit_log_')
    await expect(banMember(database.pool, feed, 'm', 'a')).rejects.toMatchObject({ code: '42P01' })
    expect(await count('member where banned_at is not null')).toBe(0)
  })

  test('twin: an entry that is written after the commit is missing when it cannot be', async () => {
    await database.pool.query('alter table site.audit_log rename to audit_log_')
    const naive = async (): Promise<void> => {
      await database.pool.query(`update site.member set banned_at = now() where id = 'm'`)
      await writeAudit(database.pool, { actor: 'a', action: 'member.banned', target: 'm' })
    }
    await expect(naive()).rejects.toMatchObject({ code: '42P01' })
    expect(await count('member where banned_at is not null')).toBe(1)
  })
})
