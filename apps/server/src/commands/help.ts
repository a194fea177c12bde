import { commands } from './all.ts'

const width = Math.max(...commands.map(({ name }) => name.length)) + 2

export const HELP = `Usage: daylatch <command> [options]      (in a checkout: npx daylatch <command>)

${commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`).join('\n')}

\`daylatch help <command>\` says more about one. Nearly all of them take --json.

Settings are environment variables, the same for all commands:
  DATABASE_URL            use this PostgreSQL instead of the embedded one
  DAYLATCH_DATA           data folder of the embedded one
  DAYLATCH_CONFIG         configuration file (daylatch.config.json if it is there)
  PORT, HOST              where \`start\` listens (3000, 127.0.0.1; 0 chooses a free port)
  DAYLATCH_WORKERS        server processes on one port (1)
  DAYLATCH_ADMIN_EMAIL, DAYLATCH_ADMIN_PASSWORD
                          make the first administrator without the one-time link
  DAYLATCH_SIGN_UP        who may register: open, invite, closed (open)
  DAYLATCH_METRICS_TOKEN  what Prometheus has to send to read /metrics from another machine
  DAYLATCH_GATEWAY_<NAME>_PASSWORD, DAYLATCH_GATEWAY_<NAME>_AUTH_TOKEN
                          secret of a gateway that the configuration names
  DAYLATCH_UNSAFE_DURABILITY
                          accept: take a database that can lose what it has acknowledged

Exit codes: 0 done, and nothing was found wrong · 1 a check found something wrong, or it could not be done ·
64 wrong usage · 69 the database cannot be reached · 78 a wrong setting · 130, 143 ended by a signal
`
