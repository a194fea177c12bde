import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { newKey } from '../api/new-key.ts'
import { queryKeys } from '../query-client.ts'
import { refreshAfterCheckIn, tellOtherTabs } from '../tabs.ts'
import { makeUp } from './make-up.ts'
import type { MakeUpOutcome, Wish } from './make-up.ts'

/** Where the wish to make up a day stands. */
export type MakeUpState =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking'; readonly period: string; readonly key: string }
  | { readonly kind: 'sending'; readonly wish: Wish }
  | { readonly kind: 'over'; readonly wish: Wish; readonly outcome: MakeUpOutcome }

export interface MakeUpControl {
  readonly state: MakeUpState
  /** Opens the question whether to make up this day. */
  readonly ask: (period: string) => void
  readonly cancel: () => void
  readonly confirm: (card: number) => Promise<void>
  /** Sends the same wish once more; it counts once. */
  readonly again: () => Promise<void>
}

/** Making up a day: asked, confirmed, sent, and told. Sent when the member confirms, and never by itself. */
export function useMakeUp(): MakeUpControl {
  const client = useQueryClient()
  const [state, setState] = useState<MakeUpState>({ kind: 'none' })

  async function send(wish: Wish): Promise<void> {
    setState({ kind: 'sending', wish })
    const outcome = await makeUp(wish)
    setState({ kind: 'over', wish, outcome })
    if (outcome.kind === 'signed-out') return await client.invalidateQueries({ queryKey: queryKeys.session })
    // A refusal, too, says that this page knew less than the server.
    tellOtherTabs('checked-in')
    await refreshAfterCheckIn(client)
  }

  return {
    state,
    ask: (period) => setState({ kind: 'asking', period, key: newKey() }),
    cancel: () => setState({ kind: 'none' }),
    confirm: async (card) => {
      if (state.kind === 'asking') await send({ period: state.period, card, key: state.key })
    },
    again: async () => {
      if (state.kind === 'over') await send(state.wish)
    },
  }
}
