import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Gateway } from '../api/types.ts'
import { useMay } from '../console/use-may.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useGateways } from '../reads/use-gateways.ts'
import { Button } from '../ui/button.tsx'
import { LoadFailed } from '../ui/load-states.tsx'
import { Notice } from '../ui/notice.tsx'
import { SwitchGateway } from './switch-gateway.tsx'

/** Gateways that hand nothing over, and why. Nothing while all of them work. */
export function GatewayStates() {
  const { t } = useTranslation()
  const { data, error, refetch } = useGateways()
  const isAdmin = useMay('admin')
  if (!data) return error ? <LoadFailed error={error} again={refetch} /> : null
  const halted = data.filter(({ state }) => state !== 'working')
  const working = data.filter(({ state }) => state === 'working')
  return (
    <>
      {halted.map((gateway) => (
        <HaltedGateway key={gateway.name} gateway={gateway} />
      ))}
      {isAdmin && working.length > 0 && (
        <details className="text-sm">
          <summary className="cursor-pointer py-3 font-medium">{t('gateways.title')}</summary>
          <ul className="grid gap-3 pt-2">
            {working.map((gateway) => (
              <WorkingGateway key={gateway.name} gateway={gateway} />
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function HaltedGateway({ gateway }: { readonly gateway: Gateway }) {
  const { t } = useTranslation()
  const isAdmin = useMay('admin')
  const [asks, setAsks] = useState(false)
  const isMissing = gateway.state === 'missing'
  const { pending, held, sending, unknown } = gateway.waiting
  return (
    <Notice>
      <div data-gateway={gateway.state} className="grid gap-1">
        <p className="font-medium">
          <HaltWords gateway={gateway} />
        </p>
        {gateway.reason !== null && <p>{t('gateways.reason', { reason: gateway.reason })}</p>}
        <p className="text-soft">
          {isMissing
            ? t('gateways.left', { count: pending + held + sending + unknown })
            : t('gateways.waiting', { count: pending + held })}
        </p>
      </div>
      {isAdmin && !isMissing && (
        <div>
          <Button look="quiet" onClick={() => setAsks(true)}>
            {t('gateways.resume')}
          </Button>
        </div>
      )}
      {asks && <SwitchGateway name={gateway.name} to="resume" onClose={() => setAsks(false)} />}
    </Notice>
  )
}

function HaltWords({ gateway: { name, state, until } }: { readonly gateway: Gateway }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (state === 'missing') return t('gateways.missing', { name })
  if (state === 'paused') return t('gateways.paused', { name })
  return until === null
    ? t('gateways.open', { name })
    : t('gateways.openUntil', { name, time: format.precise(Date.parse(until)) })
}

function WorkingGateway({ gateway }: { readonly gateway: Gateway }) {
  const { t } = useTranslation()
  const [asks, setAsks] = useState(false)
  return (
    <li className="flex flex-wrap items-center gap-3">
      <span>{t('gateways.working', { name: gateway.name, kind: gateway.kind ?? '' })}</span>
      <Button look="quiet" onClick={() => setAsks(true)}>
        {t('gateways.pause')}
      </Button>
      {asks && <SwitchGateway name={gateway.name} to="pause" onClose={() => setAsks(false)} />}
    </li>
  )
}
