import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { StaffOnly } from '../console/staff-only.tsx'
import { useLanguage } from '../i18n/use-language.ts'
import { queryKeys } from '../query-client.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { importFile } from './import-file.ts'
import type { ImportOutcome } from './import-file.ts'
import { ImportWords } from './import-words.tsx'

/** Clients from a file: looked through first, imported whole or not at all. */
export function ImportPage() {
  const { t } = useTranslation()
  return (
    <div className="mx-auto grid max-w-3xl gap-6">
      <PageHeading kicker={t('clients.title')} title={t('importing.title')} />
      <StaffOnly atLeast="editor">
        <ImportForm />
      </StaffOnly>
      <p>
        <Link to="/clients" className="font-medium text-link underline underline-offset-4">
          {t('importing.back')}
        </Link>
      </p>
    </div>
  )
}

function ImportForm() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const language = useLanguage()
  const [file, setFile] = useState<File>()
  const [region, setRegion] = useState('')
  const [outcome, setOutcome] = useState<ImportOutcome>()
  const [busy, setBusy] = useState(false)

  async function run(chosen: File, dryRun: boolean, country = region): Promise<void> {
    setBusy(true)
    setOutcome(undefined)
    const result = await importFile({ file: chosen, dryRun, region: country, language })
    setOutcome(result)
    setBusy(false)
    if (!dryRun) await client.invalidateQueries({ queryKey: queryKeys.clients })
  }

  async function choose(chosen: File | undefined): Promise<void> {
    setFile(chosen)
    setOutcome(undefined)
    if (chosen && region.length !== 1) await run(chosen, true)
  }

  /** What a number without its country means changes with it, so the file is looked through again. */
  async function chooseRegion(typed: string): Promise<void> {
    const country = typed.replaceAll(/[^A-Za-z]/g, '').toUpperCase()
    if (country === region) return
    setRegion(country)
    setOutcome(undefined)
    if (file && country.length !== 1) await run(file, true, country)
  }

  const isReady = outcome?.kind === 'checked' && outcome.report.errorCount === 0 && outcome.report.ready > 0
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <p>{t('importing.intro')}</p>
      <pre className="rounded-2xl border border-line bg-surface px-4 py-3 text-sm whitespace-pre-wrap wrap-anywhere">
        {t('importing.example')}
      </pre>
      <Field
        label={t('importing.region')}
        hint={t('importing.regionHint')}
        name="region"
        value={region}
        maxLength={2}
        autoComplete="off"
        readOnly={busy}
        onChange={(event) => void chooseRegion(event.target.value)}
      />
      <Field
        type="file"
        accept=".csv,text/csv"
        label={t('importing.file')}
        hint={t('importing.fileHint')}
        disabled={busy}
        onChange={(event) => void choose(event.target.files?.[0])}
      />
      <div
        aria-live="polite"
        className="grid gap-4 empty:absolute"
        data-import={busy ? 'busy' : outcome?.kind}
      >
        {busy && <p>{t('states.working')}</p>}
        {outcome && <ImportWords outcome={outcome} />}
      </div>
      {file && isReady && (
        <div>
          <Button busy={busy} onClick={() => void run(file, false)}>
            {t('importing.import', { count: outcome.report.ready })}
          </Button>
        </div>
      )}
    </div>
  )
}
