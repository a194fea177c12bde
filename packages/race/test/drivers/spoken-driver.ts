import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Driver } from './contract.ts'

/** An error of another language's driver, as its process told it. */
class SpokenError extends Error {
  readonly code: string | undefined

  constructor(message: string, code: string | undefined) {
    super(message)
    this.code = code
  }
}

type Answer = { readonly value: unknown } | { readonly error: string; readonly code?: string }

/** A driver in a process of its own, asked by a line of JSON and answering with one, in order. */
export function spokenDriver(command: string, args: readonly string[]): Driver {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  const waiting: ((answer: Answer) => void)[] = []
  createInterface(child.stdout).on('line', (line) => waiting.shift()?.(JSON.parse(line) as Answer))
  const ended = new Promise<void>((resolve) =>
    child.once('close', (code) => {
      for (const answer of waiting.splice(0)) answer({ error: `${command} ended (${code}): ${complaints}` })
      resolve()
    }),
  )
  child.stdin.on('error', () => undefined)
  const ask = async (verb: string, ...values: readonly unknown[]): Promise<unknown> => {
    const answered = new Promise<Answer>((resolve) => waiting.push(resolve))
    child.stdin.write(`${JSON.stringify([verb, ...values])}\n`)
    const answer = await answered
    if ('error' in answer) throw new SpokenError(answer.error, answer.code)
    return answer.value
  }
  return {
    insert: (id, amount) => ask('insert', id, amount),
    amount: async (id) => Number(await ask('amount', id)),
    add: (id, amount, fails) => ask('add', id, amount, fails),
    count: async (n) => Number(await ask('count', n)),
    close: async () => {
      child.stdin.end()
      await ended
    },
  }
}
