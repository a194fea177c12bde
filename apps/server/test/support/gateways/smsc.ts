import smpp, { type Pdu, type Session } from 'smpp'

/** What an SMSC says about a message: it takes it and reports, or it does not take it. */
export type SmscReaction =
  { readonly report: 'DELIVRD' | 'UNDELIV' | 'EXPIRED' } | { readonly refuse: number }

export interface TestSmsc {
  readonly port: number
  readonly submitted: readonly string[]
  close(): Promise<void>
}

/** An SMPP message centre on a free port; `reaction` decides about each message by its receiver. */
export async function startSmsc(reaction: (receiver: string) => SmscReaction): Promise<TestSmsc> {
  const submitted: string[] = []
  const sessions = new Set<Session>()
  const server = smpp.createServer((session) => {
    sessions.add(session)
    session.on('error', () => undefined)
    session.on('close', () => sessions.delete(session))
    for (const command of ['bind_transceiver', 'enquire_link', 'unbind']) {
      session.on(command, (pdu: Pdu) => {
        session.send(pdu.response())
      })
    }
    session.on('submit_sm', (pdu: Pdu) => {
      submitted.push(pdu.destination_addr)
      const decided = reaction(pdu.destination_addr)
      if ('refuse' in decided) {
        session.send(pdu.response({ command_status: decided.refuse }))
        return
      }
      const id = `m${submitted.length}`
      session.send(pdu.response({ message_id: id }))
      session.deliver_sm({
        source_addr: pdu.destination_addr,
        destination_addr: pdu.source_addr,
        esm_class: 4,
        short_message: `id:${id} sub:001 dlvrd:001 submit date:2611220800 done date:2611220801 stat:${decided.report} err:000 text:Your table`,
      })
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('Expected a port')
  return {
    port: address.port,
    submitted,
    close: async () => {
      for (const session of sessions) session.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
