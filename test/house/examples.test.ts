import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { requirement, type SpawnedProcess, spawnProcess } from '@daylatch/test-kit'
import { describe, expect, test } from 'vitest'
import { medianRange, spreadOf } from '../../bench/shared/statistics.mjs'
import { root } from './support/plant.ts'

function run(script: 'example' | 'bench', ...parameters: readonly string[]): SpawnedProcess {
  return spawnProcess(process.execPath, [`scripts/${script}.mjs`, ...parameters], { cwd: root })
}

describe('two consoles', () => {
  /** What cannot be the same twice: pids, times, and how often the waiting was looked at. */
  function withoutNumbers(output: string): readonly string[] {
    const lines = output
      .replaceAll(/pid \d+/g, 'pid N')
      .replaceAll(/since \d\d:\d\d:\d\d\.\d{3}, \d+\.\d s/g, 'since T')
      .trimEnd()
      .split('\n')
    return lines.filter((line, index) => line !== lines[index - 1])
  }

  const story = [
    'console 1 | withLock(db, client 7, …)',
    'console 1 | has the row: Ada, message today: no',
    'console 1 | keeps the row for S s',
    'console 2 | withLock(db, client 7, …)',
    'database  | console 2 (pid N) waits for console 1 (pid N, idle in transaction) since T: transactionid ShareLock',
    'console 1 | has sent a message, commits',
    'console 2 | has the row: Ada, message today: yes',
    'console 2 | sends nothing',
    'database  | nobody waits; messages sent to Ada today: 1',
  ]

  function leftovers(): readonly string[] {
    return readdirSync(tmpdir()).filter((name) => name.startsWith('daylatch-two-consoles-'))
  }

  test('the second waits as the database tells, reads what the first wrote, and sends nothing', async () => {
    const example = run('example', 'two-consoles', '--seconds', '0.2')

    expect(await example.exit).toEqual({ code: 0, signal: null })
    expect(withoutNumbers(example.stdout())).toEqual(story.map((line) => line.replace('S s', '0.2 s')))
  })

  test('a signal lets the second through at once, and leaves nothing behind', async () => {
    const before = leftovers()
    const example = run('example', 'two-consoles', '--seconds', '3600')
    await example.waitForLine(/database {2}\| console 2 .* waits for console 1/)
    example.send('SIGTERM')

    expect(await example.exit).toEqual({ code: 130, signal: null })
    expect(withoutNumbers(example.stdout())).toEqual(story.map((line) => line.replace('S s', '3600 s')))
    expect(leftovers()).toEqual(before)
  })

  test('a number of seconds that is none, and an example that is not there, are refused in a sentence', async () => {
    const refused = run('example', 'two-consoles', '--seconds', 'ten')
    expect(await refused.exit).toEqual({ code: 2, signal: null })
    expect(refused.stderr()).toContain(
      'Expected `--seconds` to be a number above 0, at most 86400, got `ten`',
    )

    const unknown = run('example', 'three-consoles')
    expect(await unknown.exit).toEqual({ code: 1, signal: null })
    expect(unknown.stderr()).toBe(
      'Name one of bullmq, flask-check-in, rails-messages, two-consoles (`three-consoles` is not there): npm run example -- bullmq\n',
    )
  })
})

const hasRedis = requirement(
  spawnSync('redis-server', ['--version']).error === undefined,
  'needs Redis',
  'apt-get install --no-install-recommends redis-server',
)

describe.skipIf(!hasRedis)('BullMQ', () => {
  const start = [
    'start    | refused: Expected `queueLockMs` to be more than 20000 ms, the timeout of the gateway sms: a queue whose lock ends earlier takes a call that still waits for a crashed one, and runs its job again, got `10000` (number)',
    'web      | has queued a message, and a job for it',
    'worker 1 | has the job',
    'gateway  | a message arrives',
    'queue    | the lock of worker 1 is gone, and its job is handed out again',
    'worker 2 | has the job',
  ]

  test('hands a job out twice, and the message leaves once; a lock that is too short is refused', async () => {
    const example = run('example', 'bullmq')

    expect(await example.exit).toEqual({ code: 0, signal: null })
    expect(example.stdout().trimEnd().split('\n')).toEqual([
      ...start,
      'worker 2 | is done with it: the message is sending',
      'worker 1 | is done with it: the message is sent',
      'gateway  | messages that arrived: 1',
    ])
  })

  test('sends it twice where the workers call the gateway themselves', async () => {
    const example = run('example', 'bullmq', '--by-hand')

    expect(await example.exit).toEqual({ code: 0, signal: null })
    const lines = example.stdout().trimEnd().split('\n')
    expect(lines.slice(0, start.length + 1)).toEqual([...start, 'gateway  | a message arrives'])
    expect(lines.at(-1)).toBe('gateway  | messages that arrived: 2')
  })
})

describe('the benchmark of locks', () => {
  interface Result {
    readonly correctness: string
    readonly scores: readonly {
      readonly scenario: string
      readonly contestant: string
      readonly rounds: number[]
    }[]
  }

  test('checks before it times, lets everybody take turns, and leaves its figures in a file', async () => {
    const file = path.join(tmpdir(), `daylatch-bench-test-${String(process.pid)}.json`)
    const bench = run('bench', 'lock', '--rounds', '2', '--ms', '20', '--out', file)

    expect(await bench.exit).toEqual({ code: 0, signal: null })
    expect(bench.stdout()).toMatch(
      /^Correct: each made 400 increments of one row, none lost; without .* were lost\./m,
    )
    const result = JSON.parse(readFileSync(file, 'utf8')) as Result
    rmSync(file)
    expect(
      result.scores.map(({ scenario, contestant, rounds }) => [scenario, contestant, rounds.length]),
    ).toEqual(
      ['one caller', '16 callers, a row each', '64 callers, one row'].flatMap((scenario) =>
        ['by hand', 'withLock', 'by hand, no timeout'].map((contestant) => [scenario, contestant, 2]),
      ),
    )
  })

  test('takes the middle of what it measured', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, q1: 1.75, q3: 3.25 })
    expect(spreadOf([7])).toEqual({ median: 7, q1: 7, q3: 7 })
    expect(medianRange(Array.from({ length: 100 }, (_, n) => 100 - n))).toEqual([41, 60])
    expect(medianRange([3, 1])).toEqual([1, 3])
  })
})

describe('the benchmark of messages', () => {
  test('sees that nobody gets two, and times others, accepting and the handset on the real server', async () => {
    const file = path.join(tmpdir(), `daylatch-bench-messages-${String(process.pid)}.json`)
    const bench = run('bench', 'messages', '--rounds', '1', '--ms', '20', '--out', file)

    expect(await bench.exit).toEqual({ code: 0, signal: null })
    expect(bench.stdout()).toMatch(
      /^Correct: 100 clients, 9 sends to each, one message each; without .* got more\./m,
    )
    const result = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly others: readonly { readonly situation: string }[]
      readonly accepting: readonly { readonly situation: string; readonly count: number }[]
      readonly through: { readonly messages: number; readonly rounds: readonly number[] }
      readonly beside: readonly {
        readonly contestant: string
        readonly situation: string
        readonly sends: { readonly begun: number; readonly answered: number }
      }[]
    }
    rmSync(file)
    expect(result.others.map(({ situation }) => situation)).toEqual([
      'no stall',
      '16 stalled sends',
      '16 stalled calls in withLock',
    ])
    expect(result.accepting.map(({ situation, count }) => [situation, count])).toEqual([
      ['no stall', 20],
      ['during the stall', 20],
    ])
    expect([result.through.messages, result.through.rounds.length]).toEqual([150, 1])
    const stalled = result.beside.filter(({ situation }) => situation === 'during the stall')
    const [ours, byHand] = stalled
    expect([ours?.contestant, byHand?.contestant]).toEqual(['daylatch', 'row lock by hand'])
    expect(byHand?.sends).toMatchObject({ begun: 10, answered: 0 })
  })
})

describe('the benchmark of check-ins', () => {
  test('sees that nobody is paid twice, and times ours beside those who do the same by hand', async () => {
    const file = path.join(tmpdir(), `daylatch-bench-check-in-${String(process.pid)}.json`)
    const bench = run('bench', 'check-in', '--quick', '--rounds', '1', '--ms', '60', '--out', file)

    expect(await bench.exit).toEqual({ code: 0, signal: null })
    expect(bench.stdout()).toMatch(
      /^Correct: 60 members, each 12 times at once, .* each was paid once, .* without a lock, \d+ were paid twice\./m,
    )
    const result = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly scores: readonly { readonly workload: string; readonly contestant: string }[]
      readonly batches: readonly { readonly size: number }[]
    }
    const chart = readFileSync(file.replace('.json', '.svg'), 'utf8')
    rmSync(file)
    rmSync(file.replace('.json', '.svg'))
    expect(result.scores.map(({ workload, contestant }) => [workload, contestant])).toEqual([
      ...['constant', 'daylatch', 'row lock', 'single statement'].map((one) => ['distinct members', one]),
      ...['constant', 'daylatch'].map((one) => ['one member hammered', one]),
    ])
    expect(result.batches.map(({ size }) => size)).toEqual([1, 4, 16, 64, 256])
    expect(chart).toMatch(/<svg [^]*>daylatch<[^]*<\/svg>/)
  })
})

describe('the benchmark of growth', () => {
  test('tells what a claim costs, and how long reading takes, at each size', async () => {
    const file = path.join(tmpdir(), `daylatch-bench-growth-${String(process.pid)}.json`)
    const sizes = ['--claims', '2000,10000', '--rounds', '2', '--ms', '5']
    const bench = run('bench', 'growth', ...sizes, '--out', file)

    expect(await bench.exit).toEqual({ code: 0, signal: null })
    const result = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly costs: readonly { readonly claims: number; readonly members: number }[]
      readonly reads: readonly { readonly claims: number; readonly name: string }[]
    }
    rmSync(file)
    expect(result.costs.map(({ claims, members }) => [claims, members])).toEqual([
      [2000, 200],
      [10_000, 1000],
    ])
    expect(result.reads.map(({ name }) => name)).toEqual([
      ...['public list, any page', 'a member’s month', 'change log', 'leaderboard'],
      ...['public list, any page', 'a member’s month', 'change log', 'leaderboard'],
    ])
  })
})

describe('what stands outside of the workspaces', () => {
  const examples = readdirSync(path.join(root, 'examples'), { withFileTypes: true })
  const folders = [
    'bench',
    'bench/prisma',
    ...examples.flatMap((one) => (one.isDirectory() ? [`examples/${one.name}`] : [])),
  ]

  test.each(folders)(
    '%s has exact versions, and a lock with a hash for each package and no registry',
    (folder) => {
      const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, folder, file), 'utf8'))
      const manifest = read('package.json') as { dependencies: Record<string, string> }
      const lock = read('package-lock.json') as {
        packages: Record<string, { resolved?: string; integrity?: string }>
      }
      const installed = Object.entries(lock.packages).filter(([where]) => where !== '')

      expect(
        Object.values(manifest.dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version)),
      ).toEqual([])
      expect(
        installed.filter(([, one]) => one.resolved !== undefined || one.integrity === undefined),
      ).toEqual([])
      expect(existsSync(path.join(root, folder, 'node_modules/daylatch'))).toBe(false)
    },
  )
})
