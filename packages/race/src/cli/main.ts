import { outputTo } from './output.ts'
import { run } from './run.ts'

process.exitCode = await run(process.argv.slice(2), outputTo(process.stdout, process.stderr, process.env))
