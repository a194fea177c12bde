import { accounts } from './zh/accounts.ts'
import { calendar } from './zh/calendar.ts'
import { checkIn } from './zh/check-in.ts'
import { clients } from './zh/clients.ts'
import { console } from './zh/console.ts'
import { handset } from './zh/handset.ts'
import { messages } from './zh/messages.ts'
import { quota } from './zh/quota.ts'
import { reading } from './zh/reading.ts'
import { shell } from './zh/shell.ts'

/** Simplified Chinese. Keys and placeholders are compared with the English catalogue by a test. */
export const zh = {
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
