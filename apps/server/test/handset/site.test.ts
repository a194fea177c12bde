import { createDatabase } from '@daylatch/test-kit'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readEndpoint } from '../../src/handset/endpoint.ts'
import { bodyOf } from '../support/answers.ts'
import { endHandset, gone, isAlive } from '../support/handset.ts'
import type { TestMember } from '../support/member.ts'
import { serveHere } from '../support/serve-here.ts'
import { startSite, type TestSite } from '../support/start-site.ts'

async function handsetOf(site: TestSite): Promise<number> {
  const endpoint = await readEndpoint(join(site.folder, 'handset'))
  if (endpoint === undefined) throw new Error('Expected a handset')
  return endpoint.pid
}

async function put(member: TestMember, body: unknown): Promise<Response> {
  return await member.request('/api/handset/behaviour', {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
}

test.each([1, 4])('%i server processes have one handset, which ends with them', async (workers) => {
  const site = await startSite({ workers })
  const pid = await handsetOf(site)
  await site.stop()
  await gone(pid)
})

test('a second site on the same folder shares it, and the last one ends it', async () => {
  const one = await startSite()
  const pid = await handsetOf(one)
  const other = await startSite({ env: { DAYLATCH_DATA: one.folder } })
  await other.stop()
  expect(isAlive(pid)).toBe(true)
  await one.stop()
  await gone(pid)
})

test('what it was told outlives a server that is killed, and the next one finds it running', async () => {
  const database = await createDatabase()
  const site = await startSite({ database })
  const pid = await handsetOf(site)
  const admin = await site.member({ role: 'admin' })
  expect((await put(admin, { mode: 'late-receipt', seconds: 12 })).status).toBe(200)
  await site.process.kill('SIGKILL')

  const next = await startSite({ database, env: { DAYLATCH_DATA: site.folder } })
  expect(await handsetOf(site)).toBe(pid)
  const again = await next.member({ role: 'admin' })
  expect(await bodyOf(await again.request('/api/handset/behaviour'))).toEqual({
    mode: 'late-receipt',
    seconds: 12,
  })
  await next.stop()
  await gone(pid)
  await database.drop()
})

test('a site without a gateway of that kind has none', async () => {
  const here = await serveHere()
  const admin = await here.member()
  await here.database.pool.query(`update site.member set role = 'admin' where id = $1`, [admin.id])
  const response = await admin.request('/api/handset/messages')
  expect(response.status).toBe(404)
  expect(await bodyOf(response)).toMatchObject({ code: 'no-handset' })
  await here.stop()
})

describe('its routes', () => {
  test('are for administrators, leave an entry in the audit log, and say so while the handset does not answer', async () => {
    const site = await startSite()
    const [admin, editor] = [await site.member({ role: 'admin' }), await site.member({ role: 'editor' })]
    for (const path of ['/api/handset/messages', '/api/handset/behaviour']) {
      expect((await site.stranger().request(path)).status).toBe(401)
      expect((await editor.request(path)).status).toBe(403)
      expect((await admin.request(path)).status).toBe(200)
    }
    expect((await put(editor, { mode: 'refuse' })).status).toBe(403)
    expect(await bodyOf(await put(admin, { mode: 'refuse' }))).toEqual({ mode: 'refuse', seconds: 30 })
    expect((await put(admin, { mode: 'explode' })).status).toBe(400)
    expect((await put(admin, { mode: 'stall', seconds: 3601 })).status).toBe(400)
    const { rows } = await site.pool.query(
      `select actor, target, detail from site.audit_log where action = 'handset.behaviour-changed'`,
    )
    expect(rows).toEqual([{ actor: admin.id, target: null, detail: { mode: 'refuse', seconds: 30 } }])

    const pid = await handsetOf(site)
    // Stopped it is there and silent; killed it would be started again at once.
    process.kill(pid, 'SIGSTOP')
    const response = await admin.request('/api/handset/messages')
    process.kill(pid, 'SIGCONT')
    expect(response.status).toBe(503)
    expect(await bodyOf(response)).toMatchObject({ code: 'handset-unavailable' })
    await site.stop()
    await endHandset(join(site.folder, 'handset'))
  })
})
