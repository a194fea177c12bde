// Keeps a local PostgreSQL running until SIGTERM: node hold-postgres.mjs FOLDER SETTINGS-AS-JSON
// In a process of its own, because whoever uses a server starts it again when it is killed: kill this one first.
import { createServer } from 'node:net'
import { startLocalPostgres } from '@daylatch/local-postgres'

const [dataFolder, settings] = process.argv.slice(2)
const postgres = await startLocalPostgres({ dataFolder, settings: JSON.parse(settings) })
// A listener keeps the process alive, as an application's own would.
const living = createServer().listen(0, '127.0.0.1')
process.once('SIGTERM', () => {
  void postgres.stop().then(() => living.close())
})
console.log(JSON.stringify({ url: postgres.url, pid: postgres.pid() }))
