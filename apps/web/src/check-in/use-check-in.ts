import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { serverNow } from '../api/server-clock.ts'
import { forgetChosenCard, useChosenCard } from '../cards/chosen-card.ts'
import { useCardInUse } from '../cards/use-card-in-use.ts'
import { queryKeys } from '../query-client.ts'
import { refreshAfterCheckIn, tellOtherTabs } from '../tabs.ts'
import { lookForCheckIn, pressCheckIn } from './press.ts'
import type { Look, Outcome } from './press.ts'
import { rememberCheckIn } from '../reads/use-today.ts'

/** Where the member's press stands. `looking` follows an answer that was lost. */
export type Press =
  | { readonly kind: 'none' | 'sending' | 'looking' }
  | { readonly kind: 'claimed' | 'already' | 'found' | 'not-counted' | 'signed-out' | 'refused' | 'unknown' }
  | { readonly kind: 'busy'; readonly until: number }

export interface CheckInControl {
  readonly press: Press
  readonly pressButton: () => Promise<void>
  /** Asks once more whether a press counted whose answer was lost. */
  readonly lookAgain: () => Promise<void>
}

/**
 * The check-in button's whole behaviour, for one member: another one who signs in here starts with no press.
 * That the session ended outlives the member, because the page has to say so to whom it now takes for a visitor.
 *
 * Not a query-library mutation: those may wait for the network
 * to come back and then send by themselves, and a check-in is sent when the member presses, or not at all.
 */
export function useCheckIn(memberId: string | undefined): CheckInControl {
  const client = useQueryClient()
  const chosen = useChosenCard()
  const { card } = useCardInUse(memberId !== undefined)
  const [last, setLast] = useState<{ readonly memberId: string | undefined; readonly press: Press }>()
  const isOurs = last?.memberId === memberId || (memberId === undefined && last?.press.kind === 'signed-out')
  const press: Press = last && isOurs ? last.press : { kind: 'none' }
  const setPress = (next: Press): void => setLast({ memberId, press: next })

  async function take(result: Outcome | Look): Promise<void> {
    if ('checkIn' in result) {
      rememberCheckIn(client, result.checkIn)
      setPress({ kind: result.kind })
      tellOtherTabs('checked-in')
      await refreshAfterCheckIn(client)
    } else if (result.kind === 'busy') {
      setPress({ kind: 'busy', until: serverNow() + result.retryAfterS * 1_000 })
    } else {
      setPress({ kind: result.kind })
      if (result.kind === 'refused' && result.code === 'unknown-card') forgetChosenCard()
      if (result.kind === 'signed-out') await client.invalidateQueries({ queryKey: queryKeys.session })
    }
  }

  async function lookAgain(): Promise<void> {
    setPress({ kind: 'looking' })
    await take(await lookForCheckIn())
  }

  async function pressButton(): Promise<void> {
    setPress({ kind: 'sending' })
    const outcome = await pressCheckIn(card?.card ?? chosen)
    await (outcome.kind === 'unknown' ? lookAgain() : take(outcome))
  }

  return { press, pressButton, lookAgain }
}
