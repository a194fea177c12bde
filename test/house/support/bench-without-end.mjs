/** A benchmark that never ends by itself: a database, a program with a child, a folder. It says where they are. */
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { endWithUs, temporaryFolder } from '../../../bench/shared/leave-nothing.mjs'
import { withPostgres } from '../../../bench/shared/with-postgres.mjs'

const isGuarded = process.argv[2] === 'guarded'

/** @param {string} database where its socket is, or nothing */
async function hang(database) {
  const folder = isGuarded
    ? temporaryFolder('daylatch-bench-test-').path
    : mkdtempSync(path.join(tmpdir(), 'daylatch-bench-test-'))
  const child = spawn('sh', ['-c', 'sleep 3600 & echo $!; wait'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  if (isGuarded) endWithUs(child)
  const grandchild = Number(await new Promise((resolve) => child.stdout.once('data', resolve)))
  const socket = new URLSearchParams(database.split('?')[1]).get('host')
  console.log(
    JSON.stringify({ processes: [child.pid, grandchild], folders: [folder, ...(socket ? [socket] : [])] }),
  )
  await new Promise((resolve) => process.once('message', resolve))
}

// Without a guard there is no database either: the twin would have to tidy it up.
if (isGuarded) await withPostgres(hang)
else await hang('postgresql://nowhere')
