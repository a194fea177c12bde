import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Caller } from '../../src/lock/caller.ts'

beforeEach(() => {
  vi.stubEnv('NODE_ENV', 'production')
  // What has been met before is remembered by the module.
  vi.resetModules()
})

afterEach(() => {
  vi.unstubAllEnvs()
})

/** A door as the locks have it. `ask` is what a report does while the lock is held. */
async function door(make: () => Caller, ask: (caller: Caller) => void): Promise<string> {
  const caller = make()
  const running = Promise.resolve().then(() => {
    ask(caller)
    return 'outcome'
  })
  const outcome = await caller.outcomeOf(running)
  if (outcome !== undefined) return outcome
  caller.look()
  return await running
}

async function callers(): Promise<() => Caller> {
  const module = await import('../../src/lock/caller.ts')
  return () => new module.Caller()
}

test('in production a stack is taken when it is asked for, and names whoever awaits', async () => {
  const make = await callers()
  const stacks: string[] = []
  async function whoAwaits(): Promise<string> {
    return await door(make, (caller) => caller.ask((stack) => stacks.push(stack)))
  }
  expect(await whoAwaits()).toBe('outcome')
  expect(stacks).toEqual([expect.stringMatching(/at (async )?whoAwaits/)])
})

test('nobody asks, and no stack is taken', async () => {
  const make = await callers()
  const look = vi.fn<() => void>()
  const outcome = await door(
    () => Object.assign(make(), { look }),
    () => undefined,
  )
  expect([outcome, look.mock.calls.length]).toEqual(['outcome', 0])
})

test('a caller who does not await is said to be unseen, once; from then on stacks are taken at the call', async () => {
  const make = await callers()
  function whoDoesNotAwait(): Promise<string> {
    return new Promise((told) => void door(make, (caller) => caller.ask(told)))
  }
  const stacks = [await whoDoesNotAwait(), await whoDoesNotAwait()]
  expect(stacks).toEqual([
    expect.stringContaining('by a caller who does not await'),
    expect.stringContaining('at whoDoesNotAwait'),
  ])
})

test('a second question is answered too, whether it comes before the look or after it', async () => {
  const make = await callers()
  const asked: string[] = []
  let known: Caller | undefined
  async function whoAwaits(): Promise<void> {
    await door(make, (caller) => {
      known = caller
      caller.ask(() => asked.push('first'))
      caller.ask(() => asked.push('second'))
    })
  }
  await whoAwaits()
  known?.ask(() => asked.push('third'))
  expect(asked).toEqual(['first', 'second', 'third'])
})
