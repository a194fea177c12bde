import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { personOf, requireStaff } from '../../accounts/identify.ts'
import { type Language, languageOf } from '../../http/language.ts'
import { asProblem, Problem, problems, problemWith, WRITE_REFUSALS } from '../../http/problem.ts'
import type { App } from '../../http/server-types.ts'
import type { Site } from '../../site.ts'
import { isRegion } from '../phone-number.ts'
import { importClients, type ImportReport } from './import-clients.ts'
import { readRows } from './read-rows.ts'
import { textOf } from './row-errors.ts'

/** Largest file, in bytes. */
const FILE_LIMIT = 5 * 1024 * 1024

/** Most mistakes, and most duplicates, that one answer lists; it counts all of them. */
const MOST_LISTED = 500

const ReportFields = {
  rows: Type.Integer({ description: 'Rows with something in them, headings not counted' }),
  ready: Type.Integer({ description: 'Rows that are imported, or would be' }),
  errors: Type.Array(
    Type.Object({
      row: Type.Integer({ description: 'As a spreadsheet counts: the headings are row 1' }),
      column: Type.Union([Type.String(), Type.Null()]),
      code: Type.String({ description: 'Stable' }),
      text: Type.String({ description: 'In the language of Accept-Language' }),
    }),
    { description: `The first ${MOST_LISTED}` },
  ),
  errorCount: Type.Integer(),
  duplicates: Type.Integer({
    description: 'Rows whose name and number an earlier row, or a client, has; not imported',
  }),
  duplicateRows: Type.Array(
    Type.Object({
      row: Type.Integer(),
      of: Type.Enum(['file', 'clients']),
      sameAsRow: Type.Union([Type.Integer(), Type.Null()]),
    }),
    { description: `The first ${MOST_LISTED}` },
  ),
  shared: Type.Integer({ description: 'Ready rows whose number others have as well, under other names' }),
  ignoredColumns: Type.Array(Type.String()),
  imported: Type.Integer(),
}

const REFUSED: Record<never, never> = {
  422: asProblem(422, problemWith(Type.Object(ReportFields))),
}

const Query = Type.Object(
  {
    dryRun: Type.Optional(Type.Enum(['true', 'false'], { description: 'The report alone' })),
    region: Type.Optional(
      Type.String({
        pattern: '^[A-Z]{2}$',
        description: 'Country whose national numbers are read as well, such as CN',
      }),
    ),
  },
  { additionalProperties: false },
)

/** `POST /api/clients/import`: the one route that takes a CSV file, and nothing else. */
export function importRoute(app: App, site: Site): void {
  void app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser<Buffer>(
      'text/csv',
      { parseAs: 'buffer', bodyLimit: FILE_LIMIT },
      async (request: FastifyRequest, body: Buffer) =>
        await Promise.resolve(decode(request.headers['content-type'] ?? '', body)),
    )
    scope.post(
      '/api/clients/import',
      {
        onRequest: requireStaff(site, 'editor'),
        bodyLimit: FILE_LIMIT,
        schema: {
          operationId: 'importClients',
          consumes: ['text/csv'],
          tags: ['clients'],
          description: 'All rows, or none where one has a mistake. UTF-8, at most 5 MiB and 50,000 rows.',
          querystring: Query,
          body: Type.String(),
          response: {
            200: Type.Object(ReportFields),
            ...REFUSED,
            ...problems(...WRITE_REFUSALS, 401),
          },
        },
      },
      async (request) => {
        const { dryRun, region } = request.query
        if (region !== undefined && !isRegion(region)) {
          throw new Problem(400, 'invalid-input', 'query.region must be the code of a country, such as CN')
        }
        const read = await readRows(request.body, region)
        const options = { actor: personOf(request).id, dryRun: dryRun === 'true' }
        const report = shown(
          await importClients(site.pool, read, options),
          languageOf(request.headers['accept-language']),
        )
        if (!options.dryRun && report.errorCount > 0) {
          const detail =
            'Some rows have mistakes. Nothing was imported: put them right, and send the file again.'
          throw new Problem(422, 'rows-refused', detail, { extra: report })
        }
        return report
      },
    )
    await Promise.resolve()
  })
}

/** @throws {Problem} 415 `unsupported-encoding` */
function decode(contentType: string, body: Buffer): string {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8'
  if (charset === 'utf-8' || charset === 'utf8') {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(body)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  const detail = 'The file is not encoded as UTF-8. In a spreadsheet, save it as "CSV UTF-8".'
  throw new Problem(415, 'unsupported-encoding', detail)
}

function shown(report: ImportReport, language: Language) {
  const { errors, duplicates, ignoredColumns, ...counts } = report
  return {
    ...counts,
    errors: errors.slice(0, MOST_LISTED).map((error) => ({ ...error, text: textOf(error.code, language) })),
    errorCount: errors.length,
    duplicates: duplicates.length,
    duplicateRows: duplicates.slice(0, MOST_LISTED),
    ignoredColumns: [...ignoredColumns],
  }
}
