import { accounts } from './zh/accounts.ts'
import { calendar } from './zh/calendar.ts'
import { checkIn } from './zh/check-in.ts'
import { quota } from './zh/quota.ts'
import { reading } from './zh/reading.ts'
import { shell } from './zh/shell.ts'

/** Simplified Chinese. Keys and placeholders are compared with the English catalogue by a test. */
export const zh = { ...shell, ...checkIn, ...calendar, ...quota, ...reading, ...accounts } as const
