import { accounts } from './en/accounts.ts'
import { calendar } from './en/calendar.ts'
import { checkIn } from './en/check-in.ts'
import { clients } from './en/clients.ts'
import { console } from './en/console.ts'
import { handset } from './en/handset.ts'
import { messages } from './en/messages.ts'
import { quota } from './en/quota.ts'
import { reading } from './en/reading.ts'
import { shell } from './en/shell.ts'

/** English. Keys and placeholders are compared with the Chinese catalogue by a test; plural forms are each language's own. */
export const en = {
  ...shell,
  ...checkIn,
  ...calendar,
  ...quota,
  ...reading,
  ...accounts,
  ...console,
  ...clients,
  ...messages,
  ...handset,
} as const
