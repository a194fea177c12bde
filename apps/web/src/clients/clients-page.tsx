import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { LiveMessages } from '../console/live-messages.tsx'
import { StaffOnly } from '../console/staff-only.tsx'
import { useMay } from '../console/use-may.ts'
import { useClients } from '../reads/use-clients.ts'
import { useSettled } from '../time/use-settled.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { ListStates } from '../ui/list-states.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { AddClient } from './add-client.tsx'
import { ClientList } from './client-list.tsx'

const typingMs = 250

/** Everyone whom messages go to, with the last one each was sent. */
export function ClientsPage() {
  const { t } = useTranslation()
  return (
    <div className="grid gap-6">
      <PageHeading title={t('clients.title')} />
      <StaffOnly atLeast="viewer">
        <Clients />
      </StaffOnly>
    </div>
  )
}

function Clients() {
  const { t } = useTranslation()
  const [query, setQuery] = useSearchParams()
  const mayEdit = useMay('editor')
  const [adds, setAdds] = useState(false)
  const typed = query.get('search') ?? ''
  const list = useClients(useSettled(typed.trim(), typingMs))
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-60 flex-1">
          <Field
            type="search"
            label={t('clients.search')}
            autoComplete="off"
            value={typed}
            onChange={(event) => {
              const search = event.target.value
              setQuery(search === '' ? {} : { search }, { replace: true })
            }}
          />
        </div>
        {mayEdit && (
          <>
            <Button onClick={() => setAdds(true)}>{t('clients.add')}</Button>
            <Link to="/clients/import" className={buttonClass('quiet')}>
              {t('clients.import')}
            </Link>
          </>
        )}
      </div>
      {adds && <AddClient onClose={() => setAdds(false)} />}
      <LiveMessages />
      <ListStates list={list} count={items.length} empty={<Empty search={typed} />}>
        <ClientList items={items} />
      </ListStates>
    </>
  )
}

function Empty({ search }: { readonly search: string }) {
  const { t } = useTranslation()
  const mayEdit = useMay('editor')
  if (search.trim() !== '') return <p>{t('clients.noMatch', { search })}</p>
  return <p>{mayEdit ? t('clients.emptyEditor') : t('clients.empty')}</p>
}
