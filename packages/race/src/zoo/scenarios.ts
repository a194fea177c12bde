import type { Scenario } from './scenario.ts'
import { booking } from './scenarios/booking.ts'
import { coupon } from './scenarios/coupon.ts'
import { dailyCheckIn } from './scenarios/daily-check-in.ts'
import { invoiceNumber } from './scenarios/invoice-number.ts'
import { jobQueue } from './scenarios/job-queue.ts'
import { lastOwner } from './scenarios/last-owner.ts'
import { oneMessageADay } from './scenarios/one-message-a-day.ts'
import { stock } from './scenarios/stock.ts'
import { stockLedger } from './scenarios/stock-ledger.ts'
import { transfers } from './scenarios/transfers.ts'
import { uniqueEmail } from './scenarios/unique-email.ts'
import { wallet } from './scenarios/wallet.ts'

/** Twelve races that were shipped, each in another shape. */
export const scenarios: readonly Scenario[] = [
  dailyCheckIn,
  oneMessageADay,
  stock,
  stockLedger,
  coupon,
  uniqueEmail,
  booking,
  lastOwner,
  invoiceNumber,
  jobQueue,
  wallet,
  transfers,
]
