import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { MessagePage, MessageState } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useStateName } from './state-mark.tsx'

/** In the order in which a message passes them; what waits for a person comes first. */
const states: readonly MessageState[] = [
  'unknown',
  'pending',
  'held',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'cancelled',
]

/** The server counts no further. */
const countedUpTo = 10_000

/** The state that an address names, or none. */
export function stateOf(name: string | null): MessageState | undefined {
  return states.find((state) => state === name)
}

export interface StateLinksProps {
  /** As the server counted them; `undefined` while nobody knows. */
  readonly counts: MessagePage['counts'] | undefined
  readonly state: MessageState | undefined
}

/** The messages' states with how many there are in each. */
export function StateLinks({ counts, state }: StateLinksProps) {
  const { t } = useTranslation()
  const stateName = useStateName()
  const format = useFormat()
  const countOf = (count: number): string =>
    count < countedUpTo ? format.number(count) : t('messages.orMore', { amount: format.number(countedUpTo) })
  return (
    <nav aria-label={t('messages.byState')}>
      <ul className="flex flex-wrap gap-2">
        <StateLink to="/messages" name={t('messages.all')} isCurrent={state === undefined} />
        {states.map((one) => (
          <StateLink
            key={one}
            to={`/messages?state=${one}`}
            name={stateName(one)}
            count={counts && countOf(counts[one])}
            isCurrent={state === one}
          />
        ))}
      </ul>
    </nav>
  )
}

interface StateLinkProps {
  readonly to: string
  readonly name: string
  readonly count?: string | undefined
  readonly isCurrent: boolean
}

function StateLink({ to, name, count, isCurrent }: StateLinkProps) {
  return (
    <li>
      <Link
        to={to}
        aria-current={isCurrent ? 'page' : undefined}
        className="flex min-h-11 items-center gap-2 rounded-full border border-line bg-surface px-4 text-sm font-medium text-soft hover:text-ink aria-[current=page]:border-strong aria-[current=page]:bg-strong aria-[current=page]:text-on-strong"
      >
        {name}
        {count !== undefined && <span className="tabular-nums">{count}</span>}
      </Link>
    </li>
  )
}
