import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../api/client.ts'
import { NoAnswer, Refused } from '../api/trouble.ts'
import type { HandsetBehaviour, HandsetMode } from '../api/types.ts'
import { queryKeys } from '../query-client.ts'
import { useHandsetBehaviour } from '../reads/use-handset.ts'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { Notice } from '../ui/notice.tsx'
import { useModes, waitingModes } from './modes.ts'

/** How the handset behaves from now on: the ways in which real gateways disappoint. */
export function BehaviourSwitch() {
  const { t } = useTranslation()
  const { data, error, refetch } = useHandsetBehaviour()
  return (
    <section
      aria-labelledby="behaviour"
      className="grid gap-4 rounded-3xl border border-line bg-surface p-5 sm:p-6"
    >
      <h2 id="behaviour" className="text-xl font-semibold">
        {t('handset.behaviour')}
      </h2>
      {!data && (error ? <LoadFailed error={error} again={refetch} /> : <Loading />)}
      {data && <BehaviourForm behaviour={data} />}
    </section>
  )
}

function BehaviourForm({ behaviour }: { readonly behaviour: HandsetBehaviour }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const modes = useModes()
  const [mode, setMode] = useState<HandsetMode>(behaviour.mode)
  const [seconds, setSeconds] = useState(String(behaviour.seconds))
  const [state, setState] = useState<'open' | 'busy' | 'done' | 'failed'>('open')

  async function onSubmit(event: SyntheticEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    if (state === 'busy') return
    setState('busy')
    const body = waitingModes.has(mode) ? { mode, seconds: Number(seconds) } : { mode }
    try {
      await call('put', '/api/handset/behaviour', { body, expect: [200] })
      await client.invalidateQueries({ queryKey: queryKeys.handsetBehaviour })
      setState('done')
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Refused)) throw error
      setState('failed')
    }
  }

  return (
    <form noValidate onSubmit={(event) => void onSubmit(event)} className="grid gap-4">
      <p data-behaviour={behaviour.mode}>{t('handset.now', { mode: modes[behaviour.mode].name })}</p>
      <Choice
        name="mode"
        legend={t('handset.behaviour')}
        isTitled
        options={Object.values(modes)}
        value={mode}
        onChoose={(chosen) => {
          setMode(chosen)
          setState('open')
        }}
      />
      {waitingModes.has(mode) && (
        <Field
          name="seconds"
          type="number"
          min={1}
          max={3600}
          label={t('handset.seconds')}
          value={seconds}
          onChange={(event) => setSeconds(event.target.value)}
        />
      )}
      <div>
        <Button type="submit" busy={state === 'busy'}>
          {state === 'busy' ? t('states.working') : t('handset.apply')}
        </Button>
      </div>
      <div aria-live="polite" className="empty:absolute">
        {state === 'done' && <p>{t('handset.applied')}</p>}
        {state === 'failed' && <Notice look="bad">{t('states.failed')}</Notice>}
      </div>
    </form>
  )
}
