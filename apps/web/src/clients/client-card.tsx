import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client } from '../api/types.ts'
import { useMay } from '../console/use-may.ts'
import { useFormat } from '../i18n/use-format.ts'
import { Button } from '../ui/button.tsx'
import { ClientForm } from './client-form.tsx'
import type { ClientFacts } from './client-form.tsx'
import { OptOut } from './opt-out.tsx'
import { useChangeClient } from './use-change-client.ts'

/** A client's own facts. An editor changes them here; an unknown time zone is asked for. */
export function ClientCard({ client }: { readonly client: Client }) {
  const { t } = useTranslation()
  const mayEdit = useMay('editor')
  const change = useChangeClient(client.id)
  const [edits, setEdits] = useState(false)

  async function submit({ name, number, zone }: ClientFacts): Promise<void> {
    const changed = {
      ...(name === client.name ? {} : { name }),
      ...(number === client.number ? {} : { number }),
      ...(zone === zoneOf(client) ? {} : { zone: zone === '' ? null : zone }),
    }
    if (Object.keys(changed).length > 0) await change({ ...changed, version: client.version })
    setEdits(false)
  }

  return (
    <section
      aria-labelledby="client-facts"
      className="grid gap-4 rounded-3xl border border-line bg-surface p-5 sm:p-6"
    >
      <h2 id="client-facts" className="text-xl font-semibold">
        {t('client.facts')}
      </h2>
      {edits ? (
        <ClientForm
          before={{ name: client.name, number: client.number, zone: zoneOf(client) }}
          action={t('clientForm.save')}
          submit={submit}
          onCancel={() => setEdits(false)}
        />
      ) : (
        <>
          <FactList client={client} />
          {client.zone === null && <p data-zone-asked>{t('client.zoneAsked')}</p>}
          {mayEdit && (
            <div className="flex flex-wrap gap-3">
              <Button look="quiet" onClick={() => setEdits(true)}>
                {client.zone === null ? t('client.setZone') : t('client.edit')}
              </Button>
              <OptOut client={client} />
            </div>
          )}
        </>
      )}
    </section>
  )
}

/** What the form's choice begins with: a zone that comes from the number is nobody's choice. */
function zoneOf({ zone, zoneSource }: Client): string {
  return zoneSource === 'set' ? (zone ?? '') : ''
}

function FactList({ client }: { readonly client: Client }) {
  const { t } = useTranslation()
  const format = useFormat()
  const zones = {
    number: t('client.zoneFromNumber', { zone: client.zone ?? '' }),
    set: t('client.zoneSet', { zone: client.zone ?? '' }),
  }
  const facts = [
    { name: t('clientForm.number'), value: client.number },
    {
      name: t('clientForm.zone'),
      value: client.zoneSource === null ? t('clients.zoneUnknown') : zones[client.zoneSource],
    },
    ...(client.optedOut
      ? [
          {
            name: t('clients.optedOut'),
            value: format.dateTime(Date.parse(client.optedOut.at)),
          },
        ]
      : []),
    { name: t('client.since'), value: format.shortDate(Date.parse(client.createdAt)) },
  ]
  return (
    <dl className="grid gap-3">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt className="text-sm text-soft">{name}</dt>
          <dd className="font-medium wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
