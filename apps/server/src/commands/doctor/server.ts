import type { ServerFacts } from 'daylatch'
import type { Finding } from './finding.ts'

const OLDEST = 150_000

/** The server itself: its version, its encoding, and whether it takes writes. */
export function checkServer({ version, encoding, isStandby }: ServerFacts): Finding {
  const facts = { version, encoding, isStandby }
  const check = 'server'
  const shown = `${Math.floor(version / 10_000)}.${version % 10_000}`
  if (version < OLDEST) {
    const text = `This is PostgreSQL ${shown}; 15 is the oldest that Daylatch runs on. Upgrade the server.`
    return { check, level: 'error', text, facts }
  }
  if (encoding !== 'UTF8') {
    const text = `The database's encoding is ${encoding}: names in other scripts cannot be stored. Make one with UTF8, and move the data.`
    return { check, level: 'error', text, facts }
  }
  if (isStandby) {
    const text =
      'This server is a standby: it takes no writes. Point DATABASE_URL at the primary, or promote it.'
    return { check, level: 'error', text, facts }
  }
  return { check, level: 'ok', text: `PostgreSQL ${shown}, encoding ${encoding}.`, facts }
}
