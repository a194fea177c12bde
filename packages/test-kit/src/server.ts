import { Client } from 'pg'

/** The server of this run, as the global set-up made it known. */
export function serverUrl(): string {
  const url = process.env['DAYLATCH_TEST_URL'] ?? process.env['TEST_DATABASE_URL']
  if (url) return url
  throw new Error(
    "No test server: add '@daylatch/test-kit/global-setup' to globalSetup of this Vitest project",
  )
}

/** The same url with another database name. */
export function withDatabase(url: string, name: string): string {
  return url.replace(/^([a-z]+:\/\/[^/]*\/)[^?]*/, `$1${name}`)
}

/** With a connection to the server's own database, for statements about the others. */
export async function onServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: serverUrl() })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
