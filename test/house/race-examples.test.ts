import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { requirement, type SpawnedProcess, spawnProcess } from '@daylatch/test-kit'
import { afterEach, describe, expect, test } from 'vitest'
import { root } from './support/plant.ts'

function run(example: string, ...command: readonly string[]): SpawnedProcess {
  const [program = process.execPath, ...parameters] = command
  return spawnProcess(program, parameters, {
    cwd: path.join(root, 'examples', example),
    env: { ...process.env, NO_COLOR: '1', GITHUB_ACTIONS: '' },
  })
}

function has(program: string, ...parameters: readonly string[]): boolean {
  return spawnSync(program, parameters).status === 0
}

/** As an example prints it: what it found before the cure, and what after. */
function halves(output: string): readonly string[] {
  return output.split(/^— .* —$/m).map((half) => half.trim())
}

const race = path.join(root, 'packages/race/bin/race.mjs')

const hasFlask = requirement(
  has('uwsgi', '--version') && has('/usr/bin/python3', '-c', 'import flask, sqlalchemy, psycopg2'),
  'needs Flask, SQLAlchemy and uWSGI',
  'apt-get install --no-install-recommends python3-flask python3-sqlalchemy python3-psycopg2 uwsgi uwsgi-plugin-python3',
)

describe.skipIf(!hasFlask)('the check-in in Flask', () => {
  afterEach(() =>
    rmSync(path.join(root, 'examples/flask-check-in/race-reports'), { recursive: true, force: true }),
  )

  test('pays twice, whatever worker answers; with the row locked it pays once', async () => {
    const example = run('flask-check-in', process.execPath, 'main.mjs')

    expect(await example.exit, example.stderr()).toEqual({ code: 0, signal: null })
    const [, before = '', after = ''] = halves(example.stdout())
    expect(before).toContain('A, B: 1 preemption, reproduced 5 of 5 times')
    expect(before).toContain('⇒ `select count(*) = 1 from check_in` is false')
    expect(after).toMatch(/^daily check-in: holds\nall \d+ schedules with at most 2 preemptions/)
    expect(existsSync(path.join(root, 'examples/flask-check-in/race-reports/daily-check-in.html'))).toBe(true)
  })

  test('the lines of the README are the file that the command reads, and what it prints', async () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
    const config = readFileSync(path.join(root, 'examples/flask-check-in/race.config.mjs'), 'utf8')

    expect(readme).toContain(`\`\`\`javascript\n${config}\`\`\``)
    const explored = run('flask-check-in', process.execPath, race, 'explore')
    expect(await explored.exit, explored.stderr()).toEqual({ code: 1, signal: null })
    const excerpts = /^```text\n([A-Z ]+ {2}daily check-in\n.*?)^```$/ms.exec(readme)?.[1]?.split('…\n') ?? []
    expect(excerpts).toHaveLength(3)
    let rest = explored.stdout()
    for (const excerpt of excerpts) {
      expect(rest).toContain(excerpt)
      rest = rest.slice(rest.indexOf(excerpt) + excerpt.length)
    }
  })
})

const hasRails = requirement(
  has('puma', '--version') &&
    has('ruby', '-e', "require 'active_record'; require 'sinatra/base'; require 'pg'"),
  'needs ActiveRecord, Sinatra and puma',
  'apt-get install --no-install-recommends puma ruby ruby-activerecord ruby-pg ruby-sinatra',
)

describe.skipIf(!hasRails)('the message in Rails', () => {
  afterEach(() =>
    rmSync(path.join(root, 'examples/rails-messages/race-reports'), { recursive: true, force: true }),
  )

  test('leaves twice while the gateway has the first; with the row locked it leaves once', async () => {
    const example = run('rails-messages', process.execPath, 'main.mjs')

    expect(await example.exit, example.stderr()).toEqual({ code: 0, signal: null })
    const [, before = '', after = ''] = halves(example.stdout())
    expect(before).toContain('A, B: 1 preemption, reproduced 5 of 5 times')
    expect(before).toContain('⇒ 2 messages left')
    expect(after).toMatch(/^one message a day: holds\nall \d+ schedules with at most 2 preemptions/)
  })
})
