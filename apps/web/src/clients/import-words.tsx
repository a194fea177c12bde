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
      return (
        <>
          <Notice>{t('importing.refusedRows')}</Notice>
          <RowErrors errors={outcome.report.errors} />
        </>
      )
    case 'too-large':
      return <Notice>{t('importing.tooLarge', { count: largestFileMiB })}</Notice>
    case 'unknown':
      return <Notice>{t('importing.unknown')}</Notice>
    case 'refused':
      return <Notice>{refusal(outcome.code)}</Notice>
  }

  function refusal(code: string): string {
    if (code === 'not-signed-in') return t('console.signedOut')
    return code === 'not-allowed' ? t('console.notAllowed') : t('importing.notCsv')
  }
}

function Checked({ report }: { readonly report: ImportReport }) {
  const { t } = useTranslation()
  return (
    <>
      <Notice>
        <p className="font-medium">
          {t('importing.checked', { count: report.rows })}{' '}
          {report.errors.length > 0
            ? t('importing.wrong', { count: report.errors.length })
            : t('importing.ready', { count: report.ready })}
        </p>
        <Duplicates report={report} />
        {report.errors.length > 0 && <p>{t('importing.repair')}</p>}
      </Notice>
      {report.errors.length > 0 && <RowErrors errors={report.errors} />}
    </>
  )
}

function Duplicates({ report }: { readonly report: ImportReport }) {
  const { t } = useTranslation()
  return report.duplicates > 0 ? <p>{t('importing.duplicates', { count: report.duplicates })}</p> : null
}
