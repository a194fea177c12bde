import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../bin/daylatch.mjs', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly databaseUrl?: string
  readonly env?: Readonly<Record<string, string>>
  /** What it reads from standard input. */
  readonly input?: string
  /** Where it runs: where `daylatch.config.json` is looked for. */
  readonly cwd?: string
}

/** Runs the command as somebody in a shell does, to its end. */
export async function daylatch(words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { databaseUrl = '', env = {}, input = '', cwd = tmpdir() } = options
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    cwd,
    env: { PATH: process.env['PATH'], TZ: 'UTC', DATABASE_URL: databaseUrl, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  // A command that does not read its input closes it before all is written.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      resolve({ code, ...output })
    })
  })
}
