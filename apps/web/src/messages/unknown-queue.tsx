import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../api/types.ts'
import { Button } from '../ui/button.tsx'
import { ListStates } from '../ui/list-states.tsx'
import type { PagedList } from '../ui/list-states.tsx'
import { DecideDialog } from './decide-dialog.tsx'
import { DecisionWords } from './decision-words.tsx'
import { UnknownItem } from './unknown-item.tsx'
import { useDecide } from './use-decide.ts'

export interface UnknownQueueProps {
  readonly items: readonly Message[]
  readonly list: PagedList
}

/** So many are decided at once; the server takes no more. */
const mostAtOnce = 200

/** Messages whose outcome nobody knows, with what may be found out and decided about them: one, or several at once. */
export function UnknownQueue({ items, list }: UnknownQueueProps) {
  const { t } = useTranslation()
  const decision = useDecide()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  // The list is frozen when the question is asked: what comes in meanwhile is not decided along with it.
  const [asked, setAsked] = useState<readonly Message[]>()
  const open = items.filter(({ may }) => may.resolve)
  const picked = open.filter(({ id }) => chosen.has(id)).slice(0, mostAtOnce)
  return (
    <>
      <p className="max-w-3xl text-soft">{t('decide.intro')}</p>
      <DecisionWords outcome={decision.outcome} />
      {open.length > 1 && (
        <div className="flex flex-wrap items-center gap-3">
          <Button
            look="quiet"
            onClick={() =>
              setChosen(picked.length === open.length ? new Set() : new Set(open.map(({ id }) => id)))
            }
          >
            {picked.length === open.length
              ? t('decide.chooseNone')
              : t('decide.chooseAll', { count: open.length })}
          </Button>
          {picked.length > 0 && (
            <Button onClick={() => setAsked(picked)}>{t('decide.openMany', { count: picked.length })}</Button>
          )}
        </div>
      )}
      <ListStates list={list} count={items.length} empty={<p>{t('decide.empty')}</p>}>
        <ul aria-label={t('decide.list')} className="grid gap-3">
          {items.map((message) => (
            <UnknownItem
              key={message.id}
              message={message}
              isChosen={open.length > 1 ? chosen.has(message.id) : undefined}
              onChoose={(isChosen) => setChosen(withMember(chosen, message.id, isChosen))}
              onDecide={() => setAsked([message])}
            />
          ))}
        </ul>
      </ListStates>
      {asked && <DecideDialog messages={asked} control={decision} onClose={() => setAsked(undefined)} />}
    </>
  )
}

function withMember(set: ReadonlySet<string>, member: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(set)
  if (isIn) next.add(member)
  else next.delete(member)
  return next
}
