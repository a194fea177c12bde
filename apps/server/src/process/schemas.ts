import type { MigrateOptions } from 'daylatch'
import { MIGRATIONS } from '../own-files.ts'

/** The schemas that the site lives in, in the order in which they are migrated: the library's, then its own. */
export const SCHEMAS: readonly (MigrateOptions & { readonly schema: string })[] = [
  { schema: 'daylatch' },
  { schema: 'site', folder: MIGRATIONS },
]
