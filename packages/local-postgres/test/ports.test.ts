import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { choosePort } from '../src/ports.ts'

const tcp = { listen_addresses: '127.0.0.1' }

async function takenPort(): Promise<number> {
  const stranger = createServer()
  onTestFinished(() => void stranger.close())
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
  return (stranger.address() as AddressInfo).port
}

test('without TCP the number only names the socket', async () => {
  expect(await choosePort({}, undefined)).toBe(5432)
})

test('a port that is asked for is taken, whoever listens there', async () => {
  const port = await takenPort()
  expect(await choosePort({ ...tcp, port: String(port) }, undefined)).toBe(port)
})

test('for TCP a free port is chosen and kept, until a stranger has it', async () => {
  const first = await choosePort(tcp, undefined)
  const noted = { socketFolder: '/tmp/x', settings: tcp, home: '/x' }
  expect(await choosePort(tcp, { ...noted, port: first })).toBe(first)
  const taken = await takenPort()
  expect(await choosePort(tcp, { ...noted, port: taken })).not.toBe(taken)
})
