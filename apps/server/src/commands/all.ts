import type { Command } from './command.ts'

/** A command by its name, and what loads it: nobody waits for the modules of another one. */
export interface Listed {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<Command>
}

/** All commands, in the order of the help. */
export const commands: readonly Listed[] = [
  {
    name: 'start',
    summary: 'starts the site, as `npm start` does',
    load: async () => (await import('./start.ts')).startCommand,
  },
  {
    name: 'migrate',
    summary: 'brings the tables up to date; with --plan prints the SQL that would',
    load: async () => (await import('./migrate.ts')).migrateCommand,
  },
  {
    name: 'doctor',
    summary: 'looks at everything that the site depends on',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'verify',
    summary: 'checks that claims, entries and balances agree; names the first row that does not',
    load: async () => (await import('./verify.ts')).verifyCommand,
  },
  {
    name: 'explain',
    summary: 'answers a member\'s "why did I not get my points"',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    name: 'retain',
    summary: 'drops what is older than a date, and keeps the sums',
    load: async () => (await import('./retain.ts')).retainCommand,
  },
  {
    name: 'admin create',
    summary: 'makes an administrator',
    load: async () => (await import('./admin-create.ts')).adminCreateCommand,
  },
]
