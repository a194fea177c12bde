import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'
import { requirement } from '@daylatch/test-kit'
import { describeDriver } from './contract.ts'
import { spokenDriver } from './spoken-driver.ts'

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

const runs = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args).status === 0

const python = '/usr/bin/python3'
const hasPsycopg2 = requirement(
  runs(python, '-c', 'import psycopg2'),
  "needs Debian's psycopg2",
  'apt-get install python3-psycopg2',
)
const hasActiveRecord = requirement(
  runs('/usr/bin/ruby', '-e', "require 'active_record'; require 'pg'"),
  "needs Debian's ActiveRecord and pg gem",
  'apt-get install ruby-activerecord ruby-pg',
)

describe.skipIf(!hasPsycopg2)('Python', () => {
  describeDriver('psycopg2', async (url) => spokenDriver(python, [fixture('psycopg2-driver.py'), url]))
})

describe.skipIf(!hasActiveRecord)('Ruby', () => {
  describeDriver('ActiveRecord', async (url) =>
    spokenDriver('/usr/bin/ruby', [fixture('active-record-driver.rb'), url]),
  )
})
