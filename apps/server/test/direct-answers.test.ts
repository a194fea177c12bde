import { waitFor } from '@daylatch/test-kit'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestMember } from './support/member.ts'
import { serveHere, type SiteHere } from './support/serve-here.ts'

let here: SiteHere
beforeAll(async () => {
  here = await serveHere()
  await here.site.revocations.start()
})
afterAll(async () => {
  here.site.revocations.stop()
  await here.stop()
})

/** A member's check-in as it goes over the wire, with the short cookie. */
async function requestOf(...headers: readonly string[]): Promise<string> {
  return await requestBy(await here.member(), ...headers)
}

async function requestBy(member: TestMember, ...headers: readonly string[]): Promise<string> {
  await member.request('/api/check-ins/today')
  const lines = ['POST /api/check-ins HTTP/1.1', 'host: localhost', `cookie: ${member.cookie}`, ...headers]
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Sends, and reads until there are so many answers or the connection ends. Gives the answers, heads and bodies. */
async function answersTo(text: string, count: number): Promise<readonly string[]> {
  const socket = opened()
  try {
    socket.write(text)
    let read = ''
    for await (const chunk of socket) {
      read += String(chunk)
      if (read.split('"resetsAt":').length > count) break
    }
    return read.split(/(?=HTTP\/1\.1 )/)
  } finally {
    socket.destroy()
  }
}

function opened(): Socket {
  const { hostname, port } = new URL(here.url)
  return connect(Number(port), hostname)
}

const statusOf = (answer: string): string => answer.slice(9, 12)

test('requests that are sent without waiting are answered in their order', async () => {
  const [one, other] = [await requestOf(), await requestOf()]
  const answers = await answersTo(one + one + other + one, 4)
  expect(answers.map(statusOf)).toEqual(['201', '409', '201', '409'])
})

test('a connection that is to be closed is closed after the answer', async () => {
  const answers = await answersTo(await requestOf('connection: close'), Infinity)
  expect(answers.map(statusOf)).toEqual(['201'])
  expect(answers[0]).toMatch(/\r\nconnection: close\r\n/i)
})

test('an answer says how long it is, in bytes', async () => {
  const [answer = ''] = await answersTo(await requestOf(), 1)
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  expect(/\r\ncontent-length: (\d+)\r\n/.exec(head)?.[1]).toBe(String(Buffer.byteLength(body)))
  expect(head).toMatch(/\r\nDate: \w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT\r\n/)
})

test('whoever goes away before his answer has checked in, and the next is answered', async () => {
  const member = await here.member()
  const request = await requestBy(member)
  const socket = opened()
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.end(request, resolve)
  })
  socket.destroy()
  const { checkIn, reads } = here.site
  await waitFor('the check-in', async () => (await checkIn.status(reads, member.id)).claim !== null)
  expect((await answersTo(request, 1)).map(statusOf)).toEqual(['409'])
})
