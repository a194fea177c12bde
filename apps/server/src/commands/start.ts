import { start } from '../process/start.ts'
import { type Command, EXIT } from './command.ts'
import { readParameters } from './options.ts'

export const startCommand: Command = {
  name: 'start',
  help: `Usage: daylatch start

Starts the site: database, migrations, server processes. When it is ready it prints one line on standard output,
\`Daylatch is ready at http://127.0.0.1:3000\`; everything else goes to standard error.
SIGTERM or SIGINT stops it: nothing new is taken, what is under way is answered.
`,
  async run(parameters) {
    readParameters(parameters, {})
    await start(process.env)
    // What the log still holds is flushed; timers that are left would only keep the process from ending.
    process.exit(EXIT.done)
  },
}
