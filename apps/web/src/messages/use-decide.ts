import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Verdict } from '../api/types.ts'
import { refreshMessages } from '../reads/live-messages.ts'
import { decide } from './act.ts'
import type { DecideOutcome, Decision } from './act.ts'

/** What came of a decision, and what it was. */
export interface Decided {
  readonly verdict: Verdict
  readonly outcome: DecideOutcome
}

export interface DecideControl {
  readonly busy: boolean
  readonly outcome: Decided | undefined
  readonly decideOn: (decision: Decision) => Promise<void>
}

/** A person's decision about messages whose outcome nobody knows. The page follows the server's answer, never ahead of it. */
export function useDecide(): DecideControl {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Decided>()

  async function decideOn(decision: Decision): Promise<void> {
    setBusy(true)
    setOutcome(undefined)
    const result = await decide(decision)
    await refreshMessages(client)
    setOutcome({ verdict: decision.verdict, outcome: result })
    setBusy(false)
  }

  return { busy, outcome, decideOn }
}
