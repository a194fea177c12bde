import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../api/client.ts'
import { newKey } from '../api/new-key.ts'
import { queryKeys } from '../query-client.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ClientForm } from './client-form.tsx'
import type { ClientFacts } from './client-form.tsx'

/** Adds a client, and goes to the client's page. */
export function AddClient({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const asked = useRef({ wish: '', key: '' })

  async function submit({ name, number, zone }: ClientFacts): Promise<void> {
    const body = { name, number, ...(zone === '' ? {} : { zone }) }
    // One key for one text: pressing again after a lost answer makes no second client.
    const wish = JSON.stringify(body)
    if (asked.current.wish !== wish) asked.current = { wish, key: newKey() }
    const { body: made } = await call('post', '/api/clients', {
      body,
      key: asked.current.key,
      expect: [201],
    })
    await client.invalidateQueries({ queryKey: queryKeys.clients })
    await navigate(`/clients/${made.id}`)
  }

  return (
    <Dialog title={t('clients.add')} onCancel={onClose}>
      <ClientForm
        before={{ name: '', number: '', zone: '' }}
        action={t('clients.add')}
        submit={submit}
        onCancel={onClose}
      />
    </Dialog>
  )
}
