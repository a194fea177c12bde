import { spawn } from 'node:child_process'
import { waitFor } from './wait-for.ts'

export interface SpawnOptions {
  readonly cwd?: string
  /** Replaces the whole environment; spread `process.env` into it to add to it. */
  readonly env?: NodeJS.ProcessEnv
  readonly uid?: number
  readonly gid?: number
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface SpawnedProcess {
  readonly pid: number
  /** Everything that it wrote so far. */
  stdout(): string
  stderr(): string
  /** The first line, of either stream, that matches. Fails with all output if the process ends without it. */
  waitForLine(pattern: RegExp, limitMs?: number): Promise<string>
  readonly exit: Promise<Exit>
  /** Sends a signal; waits for the end only through `exit` (a stopped process never comes to one). */
  send(signal: NodeJS.Signals): void
  /** Ends it and waits until it is gone. @default `SIGKILL` */
  kill(signal?: NodeJS.Signals): Promise<Exit>
}

const children = new Set<SpawnedProcess>()
let tidiesUp = false

/** Starts a child with captured output. A child that the test forgets ends with the test process. */
export function spawnProcess(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): SpawnedProcess {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  let ended = false
  const exit = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      ended = true
      children.delete(spawned)
      resolve({ code, signal })
    })
  })
  // A test that never asks for the end must not fail for an unhandled rejection of a missing command.
  exit.catch(() => undefined)
  const everything = (): string => `${output.stdout}${output.stderr}`
  const spawned: SpawnedProcess = {
    pid: child.pid ?? -1,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    exit,
    waitForLine: async (pattern, limitMs = 30_000) => {
      if (child.pid === undefined) await exit
      return waitFor(
        `a line like ${String(pattern)} from ${command} ${args.join(' ')}`,
        () => {
          const line = [
            ...output.stdout.split('\n').slice(0, -1),
            ...output.stderr.split('\n').slice(0, -1),
          ].find((text) => pattern.test(text))
          if (line === undefined && ended)
            throw new Error(`${command} ended without a line like ${String(pattern)}:\n${everything()}`)
          return line
        },
        limitMs,
      )
    },
    send: (signal) => void child.kill(signal),
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal)
      return exit
    },
  }
  children.add(spawned)
  tidyUpAtExit()
  return spawned
}

function tidyUpAtExit(): void {
  if (tidiesUp) return
  tidiesUp = true
  process.once('exit', () => {
    for (const child of children) child.send('SIGKILL')
  })
}
