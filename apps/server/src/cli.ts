#!/usr/bin/env node
import { LocalPostgresError } from '@daylatch/local-postgres'
import { DaylatchError } from 'daylatch'
import { EXIT_FAILURE, SetUpError } from './config/set-up-error.ts'
import { redact } from './http/log.ts'
import { start } from './process/start.ts'
import { runWorker } from './process/worker.ts'

const HELP = `Usage: daylatch start

Starts the site. Settings are environment variables:
  PORT, HOST              where it listens (3000, 127.0.0.1; 0 chooses a free port)
  DATABASE_URL            use this PostgreSQL instead of the embedded one
  DAYLATCH_DATA           data folder of the embedded one
  DAYLATCH_CONFIG         configuration file (daylatch.config.json if it is there)
  DAYLATCH_WORKERS        server processes on one port (1)
  DAYLATCH_ADMIN_EMAIL, DAYLATCH_ADMIN_PASSWORD
                          make the first administrator without the one-time link
  DAYLATCH_SIGN_UP        who may register: open, invite, closed (open)
  DAYLATCH_UNSAFE_DURABILITY
                          accept: take a database that can lose what it has acknowledged

SIGTERM or SIGINT stops it: nothing new is taken, what is under way is answered.
Exit codes: 0 stopped as asked, 1 it could not start or go on, 64 wrong usage, 78 a wrong setting.
`

const EXIT_USAGE = 64

async function main(command: string | undefined): Promise<void> {
  if (command === 'worker' && process.send !== undefined) {
    runWorker()
  } else if (command === undefined || command === 'start') {
    await start(process.env)
    process.exit(0)
  } else if (command === 'help' || command === '--help') {
    process.stdout.write(HELP)
  } else {
    process.stderr.write(`Unknown command ${JSON.stringify(command)}.\n\n${HELP}`)
    process.exitCode = EXIT_USAGE
  }
}

// Whoever reads our output may stop reading (`npm start | head`). That is no reason to stop serving.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

try {
  await main(process.argv[2])
} catch (error) {
  process.stderr.write(`${redact(describe(error))}\n`)
  process.exit(error instanceof SetUpError ? error.exitCode : EXIT_FAILURE)
}

/** The message alone where it was written for whoever starts the server; else the stack, for whoever mends it. */
function describe(error: unknown): string {
  const isForPeople =
    error instanceof SetUpError || error instanceof LocalPostgresError || error instanceof DaylatchError
  if (isForPeople) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
