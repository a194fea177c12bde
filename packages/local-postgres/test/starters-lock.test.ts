import { symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Signal, spawnProcess, waitFor } from '@daylatch/test-kit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { lockAddresses, takeLock, withStartersLock } from '../src/starters-lock.ts'
import type { LockAddress } from '../src/starters-lock.ts'
import { temporaryFolder } from './support.ts'

async function takeThenLetGo(addresses: readonly LockAddress[], inside: () => void): Promise<void> {
  const release = await takeLock(addresses, 10_000)
  inside()
  await release()
}

/** Where there are no abstract sockets a TCP port holds the lock; both work on Linux. */
describe.each(['linux', 'darwin'])('with the addresses of %s', (platform) => {
  test('a second starter waits until the first one is done', async () => {
    const addresses = lockAddresses(await temporaryFolder(), platform)
    const order: string[] = []
    const release = await takeLock(addresses, 10_000)
    const second = takeThenLetGo(addresses, () => order.push('second has it'))
    order.push('first is done')
    await release()
    await second
    expect(order).toEqual(['first is done', 'second has it'])
  })

  test('of thirty starters no two are inside at once', async () => {
    const addresses = lockAddresses(await temporaryFolder(), platform)
    let inside = 0
    let most = 0
    let done = 0
    await Promise.all(
      Array.from({ length: 30 }, async () => {
        const release = await takeLock(addresses, 30_000)
        most = Math.max(most, ++inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside--
        done++
        await release()
      }),
    )
    expect({ most, done }).toEqual({ most: 1, done: 30 })
  })

  test('a starter that waits too long learns which process holds the lock', async () => {
    const addresses = lockAddresses(await temporaryFolder(), platform)
    const release = await takeLock(addresses, 10_000)
    await expect(takeLock(addresses, 100)).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
      message: `The local PostgreSQL cannot be started or stopped: it is held by process ${process.pid}. End that process, or wait for it, and start again.`,
    })
    await release()
  })
})

test('the death of the holder releases the lock', async () => {
  const folder = await temporaryFolder()
  const script = fileURLToPath(new URL('./fixtures/lock.mjs', import.meta.url))
  const holder = spawnProcess(process.execPath, [script, folder])
  await holder.waitForLine(/^locked$/)
  const got = new Signal()
  const waiting = withStartersLock(folder, async () => got.set())
  await expect(withStartersLock(folder, async () => undefined, 50)).rejects.toMatchObject({
    code: 'LOCK_TIMEOUT',
  })
  expect(got.isSet).toBe(false)
  await holder.kill('SIGKILL')
  await waiting
  expect(got.isSet).toBe(true)
})

test('two paths to one folder share one lock; two folders do not', async () => {
  const folder = await temporaryFolder()
  const link = join(await temporaryFolder(), 'link')
  await symlink(folder, link)
  expect(lockAddresses(link)).toEqual(lockAddresses(folder))
  expect(lockAddresses(await temporaryFolder())).not.toEqual(lockAddresses(folder))
})

test('the lock is released when the work fails', async () => {
  const folder = await temporaryFolder()
  const failing = withStartersLock(folder, () => Promise.reject(new Error('the work failed')))
  await expect(failing).rejects.toThrow('the work failed')
  expect(await withStartersLock(folder, async () => 'free', 1000)).toBe('free')
})

test('a stranger at the TCP port does not hold the lock: everybody moves on to the next port', async () => {
  const addresses = lockAddresses(await temporaryFolder(), 'darwin')
  const stranger = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'))
  onTestFinished(() => void stranger.close())
  await new Promise<void>((resolve) => stranger.listen(addresses[0], resolve))

  const release = await takeLock(addresses, 10_000)
  const order: string[] = []
  const second = takeThenLetGo(addresses, () => order.push('second has it'))
  const connections = (): Promise<number> =>
    new Promise((resolve) => stranger.getConnections((_, n) => resolve(n)))
  await waitFor('the stranger to be left alone', async () => (await connections()) === 0)
  order.push('first is done')
  await release()
  await second
  expect(order).toEqual(['first is done', 'second has it'])
})
