import { writeFile } from 'node:fs/promises'
import { describeConfig } from './config/describe.ts'
import { describeApi } from './http/describe-api.ts'

/** Writes `openapi.json` and `daylatch.config.schema.json`, which are committed. `npm run openapi` runs this. */
await writeFile(new URL('../openapi.json', import.meta.url), await describeApi())
await writeFile(new URL('../daylatch.config.schema.json', import.meta.url), describeConfig())
