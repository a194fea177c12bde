import { bodyStart, type Message } from './message.ts'

const withBinding = 'SCRAM-SHA-256-PLUS\0'

/**
 * The server's list of SASL mechanisms without the one that binds to the TLS channel: the client's channel ends at the
 * proxy, and its certificate is not the server's.
 */
export function withoutChannelBinding(message: Message): Message {
  const list = message.toString('latin1', bodyStart + 4)
  if (!list.includes(withBinding)) return message
  const rest = Buffer.from(list.replace(withBinding, ''), 'latin1')
  const changed = Buffer.concat([message.subarray(0, bodyStart + 4), rest])
  changed.writeUInt32BE(changed.length - 1, 1)
  return changed
}
