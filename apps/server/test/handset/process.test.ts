import { spawnProcess, waitFor } from '@daylatch/test-kit'
import { appendFile, cp, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readEndpoint } from '../../src/handset/endpoint.ts'
import { findOrStart } from '../../src/handset/find-or-start.ts'
import { parseRecord } from '../../src/handset/records.ts'
import { useHandset } from '../../src/handset/use.ts'
import { gone, handsetFolder, isAlive, TestHandset } from '../support/handset.ts'

const quiet = (): void => undefined

test('of eight that start it at once all get the same one', async () => {
  const folder = await handsetFolder()
  const found = await Promise.all(Array.from({ length: 8 }, async () => await findOrStart(folder)))
  expect(new Set(found.map(({ pid }) => pid)).size).toBe(1)
})

test('its file is for its user alone, and its door for those who show the token', async () => {
  const handset = await TestHandset.start()
  const { mode } = await stat(join(handset.folder, 'endpoint.json'))
  expect((mode & 0o777).toString(8)).toBe('600')
  const { port } = (await readEndpoint(handset.folder)) ?? { port: 0 }
  const response = await fetch(`http://127.0.0.1:${port}/messages`, {
    headers: { authorization: 'Bearer x' },
  })
  expect(response.status).toBe(401)
})

test('it ends when the last of those who use it leaves', async () => {
  const folder = await handsetFolder()
  const [one, other] = [useHandset(folder, quiet), useHandset(folder, quiet)]
  await Promise.all([one.tried, other.tried])
  const { pid } = await findOrStart(folder)
  await one.stop()
  expect(isAlive(pid)).toBe(true)
  await other.stop()
  expect(await readEndpoint(folder)).toBeUndefined()
  await gone(pid)
})

test('it goes on when those who use it are killed, and the next one finds it', async () => {
  const folder = await handsetFolder()
  const program = `
    const { useHandset } = await import(${JSON.stringify(new URL('../../dist/handset/use.js', import.meta.url))})
    await useHandset(process.argv[1], () => undefined).tried
    console.log('using it')`
  const user = spawnProcess(process.execPath, ['--input-type=module', '-e', program, folder])
  await user.waitForLine(/using it/)
  const { pid } = await findOrStart(folder)
  await user.kill('SIGKILL')
  const next = useHandset(folder, quiet)
  await next.tried
  expect((await findOrStart(folder)).pid).toBe(pid)
  await next.stop()
  await gone(pid)
})

test('one that is killed is started again by those who use it, with all that had arrived', async () => {
  const handset = await TestHandset.start()
  const inUse = useHandset(handset.folder, quiet)
  await inUse.tried
  await handset.send({ text: 'before' })
  const before = handset.pid
  process.kill(before, 'SIGKILL')
  await waitFor('another handset', async () => {
    const pid = (await readEndpoint(handset.folder))?.pid
    return pid !== undefined && pid !== before
  })
  await handset.startAgain()
  await handset.send({ text: 'after' })
  expect((await handset.messages()).map(({ text }) => text)).toEqual(['after', 'before'])
  await inUse.stop()
})

test('a message that was taken and a behaviour that was set are there after kill -9', async () => {
  const handset = await TestHandset.start()
  await handset.behave({ mode: 'late-receipt', seconds: 7 })
  await Promise.all(Array.from({ length: 200 }, async () => await handset.send()))
  await handset.kill()
  await handset.startAgain()
  expect((await handset.ask('GET', '/behaviour')).body).toEqual({ mode: 'late-receipt', seconds: 7 })
  expect((await handset.ask('GET', '/messages?limit=200')).body).toMatchObject({ nextCursor: null })
  expect((await handset.messages())[0]?.id).toBe('h-200')
})

test('a last line that a crash has torn is cut off, and the next message is kept whole', async () => {
  const handset = await TestHandset.start()
  await handset.send({ text: 'whole' })
  await handset.kill()
  await appendFile(join(handset.folder, 'journal.jsonl'), '{"kind":"message","seq":2,"num')
  await handset.startAgain()
  await handset.send({ text: 'next' })
  await handset.kill()
  await handset.startAgain()
  expect((await handset.messages()).map(({ id, text }) => [id, text])).toEqual([
    ['h-2', 'next'],
    ['h-1', 'whole'],
  ])
})

test('without the cut, what is written behind the torn line is lost', async () => {
  const handset = await TestHandset.start()
  await handset.send({ text: 'whole' })
  await handset.kill()
  const journal = join(handset.folder, 'journal.jsonl')
  const whole = await readFile(journal, 'utf8')
  await appendFile(journal, `{"kind":"message","seq":2,"num${whole.replace('"seq":1', '"seq":2')}`)
  const lines = (await readFile(journal, 'utf8')).split('\n').slice(0, -1)
  expect(lines.map((line) => parseRecord(line)?.kind)).toEqual(['message', undefined])
})

test('a journal that cannot be read is left as it is, and the one who starts it is told where to look', async () => {
  const handset = await TestHandset.start()
  await handset.send()
  await handset.kill()
  const journal = join(handset.folder, 'journal.jsonl')
  const text = `not ours\n${await readFile(journal, 'utf8')}`
  await writeFile(journal, text)
  await expect(findOrStart(handset.folder)).rejects.toThrow(
    /does not start\. Its log, .*handset\.log, says why\.$/,
  )
  expect(await readFile(join(handset.folder, 'handset.log'), 'utf8')).toMatch(/Line 1 of .*cannot be read/)
  expect(await readFile(journal, 'utf8')).toBe(text)
  await truncate(journal, 0)
  await handset.startAgain()
})

test('a copy of its folder has a handset of its own', async () => {
  const handset = await TestHandset.start()
  const copy = await handsetFolder()
  await cp(handset.folder, copy, { recursive: true })
  expect((await findOrStart(copy)).pid).not.toBe(handset.pid)
})

test('it ends when somebody deletes its folder', async () => {
  const handset = await TestHandset.start()
  await rm(handset.folder, { recursive: true })
  await gone(handset.pid)
})

test('its program ends at once where another one runs', async () => {
  const handset = await TestHandset.start()
  const program = fileURLToPath(new URL('../../dist/handset/main.js', import.meta.url))
  const second = spawnProcess(process.execPath, [program, handset.folder])
  expect(await second.exit).toEqual({ code: 0, signal: null })
  expect((await handset.send()).status).toBe(202)
})

test('it ends by itself when nobody uses it for long, and is started again by who comes then', async () => {
  const folder = await handsetFolder()
  const program = fileURLToPath(new URL('../../dist/handset/main.js', import.meta.url))
  await mkdir(folder, { recursive: true })
  const alone = spawnProcess(process.execPath, [program, folder, '500'])
  expect(await alone.exit).toEqual({ code: 0, signal: null })
  expect(await readEndpoint(folder)).toBeUndefined()

  const handset = useHandset(folder, quiet)
  await handset.tried
  const { pid } = await findOrStart(folder)
  expect(isAlive(pid)).toBe(true)
  await handset.stop()
})
