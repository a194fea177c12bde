import { hashPassword, insertMember } from '../accounts/insert-member.ts'
import type { Pool } from 'pg'
import { inTransaction } from '../accounts/transaction.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { type Command, EXIT, UsageError } from './command.ts'
import { readParameters } from './options.ts'
import { print, printJson, say } from './output.ts'
import { readPassword } from './read-password.ts'
import { withDatabase } from './with-database.ts'

export const adminCreateCommand: Command = {
  name: 'admin create',
  help: `Usage: daylatch admin create --email <address> [--name <name>] [--json]

Makes an administrator who signs in with this address. The password comes from the variable DAYLATCH_ADMIN_PASSWORD, or
from standard input: asked for on a terminal, else the first line. Never from the command line, which others can see.
Exit code 1: somebody has registered with that address; nothing is changed.

  --email  the address
  --name   how the administrator is shown (Administrator)
  --json   the new administrator as JSON

Example: printf '%s' "$SECRET" | daylatch admin create --email boss@example.com
`,
  async run(parameters) {
    const { values } = readParameters(parameters, {
      email: { type: 'string' },
      name: { type: 'string', default: 'Administrator' },
      json: { type: 'boolean', default: false },
    })
    const email = checkEmail(values.email)
    const name = checkName(values.name)
    const password = await readPassword(process.env['DAYLATCH_ADMIN_PASSWORD'])
    return await withDatabase(async ({ pool }) => {
      const made = await insertAudited(pool, { email, name, passwordHash: await hashPassword(password) })
      if (!made) {
        say(
          `Somebody has registered with ${email} already. Choose another address, or change that member's role.`,
        )
        return EXIT.found
      }
      if (values.json) printJson({ email, name, role: 'admin' })
      else print(`${email} is now an administrator.`)
      return EXIT.done
    })
  },
}

/** @returns `false` when the address belongs to somebody */
async function insertAudited(
  pool: Pool,
  account: { readonly email: string; readonly name: string; readonly passwordHash: string },
): Promise<boolean> {
  return await inTransaction(pool, async (client) => {
    const id = await insertMember(client, { ...account, role: 'admin' })
    if (id === undefined) return false
    // Nobody is signed in on a command line.
    await writeAudit(client, { actor: null, action: 'administrator.made', target: id })
    return true
  })
}

function checkEmail(email: string | undefined): string {
  if (email !== undefined && /^[^\s@\0]+@[^\s@\0]+$/.test(email) && email.length <= 320)
    return email.toLowerCase()
  const got = email === undefined ? 'nothing' : JSON.stringify(email.slice(0, 80))
  throw new UsageError(`--email: expected an e-mail address, got ${got}.`)
}

function checkName(name: string): string {
  if (name.trim() !== '' && name.length <= 64 && name.isWellFormed() && !name.includes('\0'))
    return name.trim()
  throw new UsageError(`--name: expected 1 to 64 characters, got ${name.length} of them.`)
}
