import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { DataFolder } from './data-folder.ts'
import type { Endpoint } from './endpoint.ts'
import { diskFull, errorCode, LocalPostgresError } from './errors.ts'

/** After a crash the server first repairs itself from its journal, however long that takes. */
const recoveryLimitMs = 300_000

/**
 * Waits until the server answers a query in database `daylatch`, which is made if it is missing: an answer, not a line
 * in a log, is what callers need. False when `hasEnded` says that the server is gone.
 */
export async function waitUntilReady(
  endpoint: Endpoint,
  folder: DataFolder,
  hasEnded: () => boolean | Promise<boolean>,
  limitMs: number = recoveryLimitMs,
): Promise<boolean> {
  const deadline = performance.now() + limitMs
  for (;;) {
    const answer = await ask(endpoint, folder, 'daylatch', 'select 1')
    if (answer === 'ready') return true
    if (await hasEnded()) return false
    if (performance.now() > deadline) throw startTimeout(folder, limitMs)
    if (answer === 'no-database') await ask(endpoint, folder, 'postgres', 'create database daylatch')
    else await pause(10)
  }
}

function startTimeout(folder: DataFolder, limitMs: number): LocalPostgresError {
  return new LocalPostgresError(
    'START_TIMEOUT',
    `PostgreSQL on ${folder.path} runs but has not answered within ${limitMs} ms. ` +
      `Read ${folder.logFile} to see what it is doing, and start again.`,
  )
}

type Answer = 'ready' | 'no-database' | 'not-yet'

const answers: Readonly<Record<string, Answer>> = {
  '3D000': 'no-database',
  // Another starter has just made it.
  '42P04': 'ready',
  '23505': 'ready',
  // Every connection is taken: it runs, and is busy.
  '53300': 'ready',
  // Starting up, recovering, or shutting down.
  '57P03': 'not-yet',
  '57P01': 'not-yet',
  ENOENT: 'not-yet',
  ECONNREFUSED: 'not-yet',
  ECONNRESET: 'not-yet',
  EPIPE: 'not-yet',
}

async function ask(endpoint: Endpoint, folder: DataFolder, database: string, sql: string): Promise<Answer> {
  const { socketFolder: host, port } = endpoint
  const client = new Client({
    host,
    port,
    user: 'daylatch',
    database,
    ssl: false,
    connectionTimeoutMillis: 5_000,
  })
  // Without a listener, a connection cut after the answer would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(sql)
    return 'ready'
  } catch (error) {
    const code = errorCode(error)
    const answer = answers[code ?? '']
    if (answer !== undefined) return answer
    if (code === '53100') throw diskFull(folder.path, error)
    // pg has no code for "connection terminated" and for its own timeout.
    if (code === undefined) return 'not-yet'
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}
