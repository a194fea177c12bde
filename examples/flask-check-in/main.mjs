import { spawnSync } from 'node:child_process'
import { printResult, race } from '@daylatch/race'
import config from './race.config.mjs'

const packages = 'python3-flask python3-psycopg2 python3-sqlalchemy uwsgi uwsgi-plugin-python3'

if (
  ['/usr/bin/uwsgi', '/usr/bin/python3'].some(
    (program) => spawnSync(program, ['--version']).error !== undefined,
  )
) {
  console.error(
    `The application needs Flask, SQLAlchemy and uWSGI: apt-get install --no-install-recommends ${packages}`,
  )
  process.exitCode = 1
} else {
  await explore('As it was', '')
  await explore('With the member’s row locked', '1')
}

/** @param {string} title @param {string} lock what app.py reads from its environment */
async function explore(title, lock) {
  process.env['LOCK'] = lock
  console.log(`— ${title} —\n\n${printResult(await race({ ...config, budget: { ms: 20_000 } }).explore())}\n`)
}
