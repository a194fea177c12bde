import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../src')

export interface Source {
  /** Relative to src/. */
  readonly file: string
  readonly text: string
}

/** Every TypeScript file of the pages but the catalogues and what is generated. */
export function sources(): readonly Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => !file.includes('catalogues') && !file.includes('.generated.'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))
}
