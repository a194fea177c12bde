import { call } from '../api/client.ts'
import { NoAnswer, Refused } from '../api/trouble.ts'
import type { ImportReport } from '../api/types.ts'

/** The server takes no larger file. */
export const largestFileMiB = 5

/** What a file of clients came to. */
export type ImportOutcome =
  /** Looked through, or imported: the report says which rows are wrong, and how many clients were made. */
  | { readonly kind: 'checked' | 'imported'; readonly report: ImportReport }
  /** Rows were wrong after all; nothing was imported. */
  | { readonly kind: 'rows-refused' }
  | { readonly kind: 'too-large' }
  /** No country has this code. */
  | { readonly kind: 'unknown-region' }
  | { readonly kind: 'refused'; readonly code: string }
  /** No readable answer. Nothing is ever half imported: all of it is there, or none. */
  | { readonly kind: 'unknown' }

export interface ImportWish {
  readonly file: Blob
  /** Only look through it. */
  readonly dryRun: boolean
  /** Code of the country whose national numbers are read as well; empty for none. */
  readonly region: string
  /** Of the words about rows. */
  readonly language: string
}

/** Has the server look through a file, or import it. Never throws for what a server may answer. */
export async function importFile({ file, dryRun, region, language }: ImportWish): Promise<ImportOutcome> {
  if (file.size > largestFileMiB * 1_048_576) return { kind: 'too-large' }
  try {
    const answer = await call('post', '/api/clients/import', {
      query: { dryRun: dryRun ? 'true' : 'false', ...(region === '' ? {} : { region }) },
      language,
      file: { type: 'text/csv', content: file },
      expect: [200, 422],
    })
    if (answer.status === 200) return { kind: dryRun ? 'checked' : 'imported', report: answer.body }
    return { kind: 'rows-refused' }
  } catch (error) {
    if (error instanceof NoAnswer) return { kind: 'unknown' }
    if (!(error instanceof Refused)) throw error
    if (error.status === 413) return { kind: 'too-large' }
    if (error.code === 'invalid-input' && region !== '') return { kind: 'unknown-region' }
    return error.status >= 500 ? { kind: 'unknown' } : { kind: 'refused', code: error.code }
  }
}
