import { spawn } from 'node:child_process'
import type { CommandActor } from '../config/lab-options.ts'

export interface CommandEnd {
  readonly stdout: string
  readonly stderr: string
}

/** Runs it by the shell, with the lab's door for a database, and waits for its end. Another exit code than 0 is an error. */
export function runCommand(actor: CommandActor, url: string): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(actor.command, {
      shell: true,
      cwd: actor.cwd ?? process.cwd(),
      env: { ...process.env, DATABASE_URL: url, ...actor.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output)
      else
        reject(
          new Error(`\`${actor.command}\` ended with ${signal ?? code}: ${output.stderr.trim().slice(-500)}`),
        )
    })
  })
}
