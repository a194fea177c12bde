import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Client, Message } from '../api/types.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { queryKeys } from '../query-client.ts'
import { refreshMessages } from '../reads/live-messages.ts'
import { keepDraft, newDraft, recallDraft } from './draft.ts'
import type { Draft } from './draft.ts'
import { sendMessage } from './send-message.ts'
import type { Already, Queued, SendOutcome } from './send-message.ts'

/** Where the wish to send stands. */
export type SendState = { readonly kind: 'none' | 'sending' | 'taken-back' } | SendOutcome

export interface SendControl {
  readonly state: SendState
  readonly draft: Draft
  readonly write: (text: string) => void
  /** Sends the draft, or asks again what became of it: with the same key that is the same wish. */
  readonly send: () => Promise<void>
  /** The message was taken back; its text is a draft again. */
  readonly takenBack: (message: Message) => void
}

/** Writing to one client. Sent when the writer presses, and never by itself. */
export function useSend(memberId: string, clientId: string): SendControl {
  const client = useQueryClient()
  const language = useLanguage()
  const [draft, setDraft] = useState(() => recallDraft(memberId, clientId))
  const [state, setState] = useState<SendState>(draft.asked ? { kind: 'unknown' } : { kind: 'none' })

  function keep(next: Draft): void {
    setDraft(next)
    keepDraft(memberId, clientId, next)
  }

  async function send(): Promise<void> {
    const wish = { clientId, text: draft.text, key: draft.key, language }
    keep({ ...draft, asked: true })
    setState({ kind: 'sending' })
    const outcome = await sendMessage(wish)
    if (outcome.kind === 'queued') keep(newDraft(''))
    if (outcome.kind === 'already' || outcome.kind === 'refused') keep(newDraft(wish.text))
    if (outcome.kind === 'queued' || outcome.kind === 'already') showSlot(outcome.answer)
    setState(outcome)
    if (outcome.kind === 'refused') await client.invalidateQueries({ queryKey: queryKeys.session })
    await refreshMessages(client)
  }

  /** Shows at once what the answer has told, without asking for it again. */
  function showSlot(answer: Queued | Already): void {
    const { message, opensAt } = answer
    const limitedBy = 'limitedBy' in answer ? answer.limitedBy : ('client' as const)
    client.setQueriesData<Client>({ queryKey: queryKeys.client(clientId) }, (before) =>
      before ? { ...before, slot: { open: false, opensAt, limitedBy, message } } : before,
    )
  }

  return {
    state,
    draft,
    write: (text) => keep({ ...draft, text }),
    send,
    takenBack: (message) => {
      keep(newDraft(message.text))
      setState({ kind: 'taken-back' })
    },
  }
}
