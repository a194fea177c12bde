// Migrates and prints the versions that this process has run: node migrate.mjs URL
import pg from 'pg'
import { fromPg, migrate } from 'daylatch'

const pool = new pg.Pool({ connectionString: process.argv[2] })
process.stdout.write(JSON.stringify(await migrate(fromPg(pool))))
await pool.end()
