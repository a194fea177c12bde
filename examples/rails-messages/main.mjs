import { spawnSync } from 'node:child_process'
import { printResult, race } from '@daylatch/race'
import config from './race.config.mjs'

const packages = 'puma ruby ruby-activerecord ruby-pg ruby-sinatra'

if (['puma', 'ruby'].some((program) => spawnSync(program, ['--version']).error !== undefined)) {
  console.error(
    `The application needs ActiveRecord, Sinatra and puma: apt-get install --no-install-recommends ${packages}`,
  )
  process.exitCode = 1
} else {
  await explore('As it was', '')
  await explore('With the client’s row locked', '1')
}

/** @param {string} title @param {string} lock what app.rb reads from its environment */
async function explore(title, lock) {
  process.env['LOCK'] = lock
  console.log(`— ${title} —\n\n${printResult(await race({ ...config, budget: { ms: 20_000 } }).explore())}\n`)
}
