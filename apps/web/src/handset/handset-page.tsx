import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StaffOnly } from '../console/staff-only.tsx'
import { lookAtHandsetS, useHandsetMessages } from '../reads/use-handset.ts'
import { useSettled } from '../time/use-settled.ts'
import { Field } from '../ui/field.tsx'
import { ListStates } from '../ui/list-states.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { BehaviourSwitch } from './behaviour-switch.tsx'
import { Telephones } from './telephones.tsx'

const typingMs = 250

/** Only whole numbers can be asked for. */
const wholeNumber = /^\+[1-9]\d{1,30}$/

/** The built-in handset: what arrived at which telephone, and how it behaves from now on. */
export function HandsetPage() {
  const { t } = useTranslation()
  return (
    <div className="grid gap-6">
      <PageHeading title={t('handset.title')} />
      <StaffOnly atLeast="admin">
        <p className="max-w-3xl text-soft">{t('handset.intro')}</p>
        <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_22rem] lg:items-start">
          <Arrived />
          <BehaviourSwitch />
        </div>
      </StaffOnly>
    </div>
  )
}

function Arrived() {
  const { t } = useTranslation()
  const [number, setNumber] = useState('')
  const asked = useSettled(number.replaceAll(/[\s()-]/g, ''), typingMs)
  const list = useHandsetMessages(wholeNumber.test(asked) ? asked : '')
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-labelledby="arrived" className="grid gap-4">
      <div>
        <h2 id="arrived" className="text-xl font-semibold">
          {t('handset.arrived')}
        </h2>
        <p className="text-sm text-soft">{t('handset.lookedUp', { count: lookAtHandsetS })}</p>
      </div>
      <Field
        type="search"
        label={t('handset.number')}
        autoComplete="off"
        value={number}
        onChange={(event) => setNumber(event.target.value)}
      />
      <ListStates
        list={list}
        count={items.length}
        empty={<p>{number.trim() === '' ? t('handset.empty') : t('handset.noMatch')}</p>}
      >
        <Telephones messages={items} />
      </ListStates>
    </section>
  )
}
