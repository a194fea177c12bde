import { useTranslation } from 'react-i18next'
import type { ImportReport } from '../api/types.ts'
import { Notice } from '../ui/notice.tsx'
import { largestFileMiB } from './import-file.ts'
import type { ImportOutcome } from './import-file.ts'
import { RowErrors } from './row-errors.tsx'

/** What a file of clients came to, in words and row by row. */
export function ImportWords({ outcome }: { readonly outcome: ImportOutcome }) {
  const { t } = useTranslation()
  switch (outcome.kind) {
    case 'checked':
      return <Checked report={outcome.report} />
    case 'imported':
      return (
        <Notice>
          <p className="font-medium">{t('importing.done', { count: outcome.report.imported })}</p>
          <Duplicates report={outcome.report} />
        </Notice>
      )
    case 'rows-refused':
      return <Notice>{t('importing.refusedRows')}</Notice>
    case 'too-large':
      return <Notice>{t('importing.tooLarge', { count: largestFileMiB })}</Notice>
    case 'unknown-region':
      return <Notice>{t('importing.unknownRegion')}</Notice>
    case 'unknown':
      return <Notice>{t('importing.unknown')}</Notice>
    case 'refused':
      return <Notice>{refusal(outcome.code)}</Notice>
  }

  function refusal(code: string): string {
    if (code === 'not-signed-in') return t('console.signedOut')
    if (code === 'not-allowed') return t('console.notAllowed')
    return code === 'unsupported-encoding' ? t('importing.encoding') : t('importing.notCsv')
  }
}

function Checked({ report }: { readonly report: ImportReport }) {
  const { t } = useTranslation()
  const { rows, ready, errors, errorCount, shared, ignoredColumns } = report
  return (
    <>
      <Notice>
        <p className="font-medium">
          {t('importing.checked', { count: rows })}{' '}
          {errorCount > 0
            ? t('importing.wrong', { count: errorCount })
            : t('importing.ready', { count: ready })}
        </p>
        <Duplicates report={report} />
        {shared > 0 && <p>{t('importing.shared', { count: shared })}</p>}
        {ignoredColumns.length > 0 && (
          <p className="wrap-anywhere">
            {t('importing.ignored', { columns: ignoredColumns.join(', '), count: ignoredColumns.length })}
          </p>
        )}
        {errorCount > 0 && <p>{t('importing.repair')}</p>}
      </Notice>
      {errors.length > 0 && <RowErrors errors={errors} />}
      {errors.length < errorCount && (
        <p className="text-soft">{t('importing.firstErrors', { count: errors.length })}</p>
      )}
    </>
  )
}

function Duplicates({ report: { duplicates } }: { readonly report: ImportReport }) {
  const { t } = useTranslation()
  return duplicates > 0 ? <p>{t('importing.duplicates', { count: duplicates })}</p> : null
}
