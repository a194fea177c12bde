import { EXIT } from './exit-codes.ts'

export const HELP: string = `race: runs an application's concurrent requests through every order of their SQL statements.

  race explore [file]             looks for orders that break the invariant
  race replay <schedule> [file]   runs one order again, as a failure printed it
  race zoo [scenario …]           twelve races that real projects shipped, each with its trap and its cure
  race help <command>             says more

Without a file, race.config.ts, .mts, .mjs or .js is read.

Exit codes:
  ${EXIT.holds}    every order that was run kept the invariant, or broke it in ways that the baseline knows
  ${EXIT.found}    a race was found that the baseline does not know
  ${EXIT.plainBug}    not a race: it fails when the actors run one after another, too
  ${EXIT.unsteady}    the order did not do the same again: something else decides (time, chance, a cache, a job)
  ${EXIT.usage}   the command was typed in a way that it does not know
  ${EXIT.unavailable}   the database or the application could not be reached or started
  ${EXIT.broken}   the lab or the application broke down in the middle
  ${EXIT.config}   the configuration or the baseline cannot be used
`

export const EXPLORE_HELP: string = `race explore [file] [options]

Looks for orders that break the invariant of each race of the file: first one actor after another, then with one
preemption, with two, and so on. Writes a page that tells the first one that is found.

  --only <name>         this race alone; may be given again
  --bound <n>           most preemptions, or \`unbounded\` (2)
  --schedules <n>       most executions per race (2000)
  --ms <n>              longest search per race in ms (20000)
  --seed <n>            of the random orders beyond that (1)
  --cross-check         also runs steps that were taken for independent in both orders, and compares the rows
  --database <address>  a PostgreSQL server for the lab to make its database on (one of its own)
  --report <folder>     where pages go (race-reports)
  --no-report           writes no page
  --baseline <file>     races that are known: only others fail (race-baseline.json beside the file, where it is there)
  --update-baseline     writes what is found to the baseline, and does not fail for it
  --annotate            prints GitHub annotations (default where GITHUB_ACTIONS is set)
  --json                prints one JSON value, and nothing else, on standard output
`

export const REPLAY_HELP: string = `race replay <schedule> [file] [options]

Runs one order of a race, and tells what happens. The schedule is the word that a failure printed, such as pg:AABAB#….

  --only <name>         which race, where the file has several
  --database <address>  a PostgreSQL server for the lab to make its database on (one of its own)
  --report <folder>     where the page goes (race-reports)
  --no-report           writes no page
  --json                prints one JSON value, and nothing else, on standard output
`

export const ZOO_HELP: string = `race zoo [scenario …] [options]

  --database <address>  a PostgreSQL server for the lab to make its databases on (one of its own)
  --json                prints one JSON value, and nothing else, on standard output

Explores twelve races that real projects shipped: the bug, the cure that looks right and is none, and the one that holds.
Exits with 1 where a bug or a trap is not caught, or a cure is.
`
