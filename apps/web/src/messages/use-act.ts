import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { refreshMessages } from '../reads/live-messages.ts'
import { actOnMessage } from './act.ts'
import type { Act, ActOutcome } from './act.ts'

export interface ActControl {
  readonly busy: Act | undefined
  readonly outcome: ActOutcome | undefined
  /** Gives the outcome, which stands in `outcome` too. */
  readonly act: (act: Act) => Promise<ActOutcome>
}

/** Doing something about one message. Nothing on the page changes before the server has answered. */
export function useAct(id: string): ActControl {
  const client = useQueryClient()
  const [busy, setBusy] = useState<Act>()
  const [outcome, setOutcome] = useState<ActOutcome>()

  async function act(what: Act): Promise<ActOutcome> {
    setBusy(what)
    setOutcome(undefined)
    const result = await actOnMessage(what, id)
    await refreshMessages(client)
    setOutcome(result)
    setBusy(undefined)
    return result
  }

  return { busy, outcome, act }
}
