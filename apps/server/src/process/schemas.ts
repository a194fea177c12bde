import type { MigrateOptions } from 'daylatch'

/** The schemas that the site lives in, in the order in which they are migrated: the library's, then its own. */
export const SCHEMAS: readonly (MigrateOptions & { readonly schema: string })[] = [
  { schema: 'daylatch' },
  { schema: 'site', folder: new URL('../../sql/', import.meta.url) },
]
