// Actions that happen at most once per subject and period.
export { once, type Once } from './once.ts'
export type { MakeUpCallOptions } from './once/once.ts'
export type { OnceOptions } from './once/once-options.ts'
export type { ClaimOptions } from './once/wish.ts'
export type { RankLateOptions } from './once/rank-late.ts'
export type { MakeUpOptions } from './once/make-up-plan.ts'
export type { MadeUp, MakeUpRefused, MakeUpResult } from './once/make-up-result.ts'
export type { ClaimBlock } from './once/claim-with.ts'
export type { ClaimResult, ClaimWithResult, StatusResult } from './once/results.ts'
export type { ClaimRecord } from './once/claim-record.ts'
export type { RandomReward, Reward } from './once/reward.ts'
export {
  activateBonusTable,
  type ActivateBonusTableOptions,
  type ActivateBonusTableResult,
  activeBonusTable,
  type BonusStep,
  type BonusTable,
} from './once/bonus-table.ts'
export {
  type BonusStepPreview,
  type BonusTablePreview,
  previewBonusTable,
} from './once/preview-bonus-table.ts'
export type { ClaimManyOptions, ClaimManyResult, ClaimManySubject } from './once/claim-many.ts'
export type { KeyOptions } from './once/request-key.ts'
export { pruneKeys, type PruneKeysOptions } from './once/keys.ts'
export type { HistoryOptions } from './once/history.ts'
export { listClaims, type ListClaimsOptions } from './once/list-claims.ts'
export { BATCH_CHANNEL, type BatchMessage } from './once/batch-channel.ts'

// Side effects that are started at most once per claim.
export type { Sending } from './effect/send/sender.ts'
export type { EffectWish, SendManyWish } from './effect/send/wish.ts'
export type { HoldResult, SendManyResult, SendResult } from './effect/send/results.ts'
export type { HoldOptions } from './effect/send/hold.ts'
export type { EffectRecord } from './effect/effect-record.ts'
export { type EffectState, effectStates } from './effect/states.ts'
export { PAYLOAD_LIMIT } from './effect/payload.ts'
export type { JsonValue } from './effect/json-value.ts'

// What leaves the database: gateways.
export {
  type Gateway,
  type GatewayAnswer,
  type GatewayClass,
  type GatewayMessage,
  LeaseLost,
  type LookUpAnswer,
  type LookUpContext,
  type LookUpQuestion,
  NothingWritten,
  type SendContext,
} from './effect/gateway.ts'

// Row locks.
export {
  type LockContext,
  type LockQuery,
  type RowBlock,
  tryWithLock,
  type TryLockResult,
  withLock,
} from './lock/with-lock.ts'
export { type LocksQuery, type RowsBlock, withLocks } from './lock/with-locks.ts'
export type { LockOptions, TryLockOptions } from './lock/options.ts'
export type { LockStrength } from './dialect/lock-clause.ts'
export type { LockReport } from './lock/report.ts'

// Periods: pure functions of an instant, a zone and a reset time.
export { hour, type HourOptions } from './period/hour.ts'
export { day, type DayOptions } from './period/day.ts'
export { week, type WeekOptions } from './period/week.ts'
export { month, type MonthOptions } from './period/month.ts'
export { ever } from './period/ever.ts'
export { periodAt, periodOf } from './period/period-at.ts'
export { periodsAround, periodsBetween, type PeriodWindow } from './period/neighbours.ts'
export { type LastClaim, opensAfter } from './period/opens-after.ts'
export type { DayRule, EverRule, HourRule, MonthRule, Period, PeriodRule, WeekRule } from './period/period.ts'

// The ledger.
export { type Balance, balances } from './ledger/balances.ts'
export type { AccountOptions, OperationOptions } from './ledger/account.ts'
export type { Entry, EntryKind } from './ledger/entry.ts'
export type { Reservation, ReservationState } from './ledger/reservation.ts'
export type { Insufficient } from './ledger/too-little.ts'
export { grant, type GrantOptions, type GrantResult } from './ledger/grant.ts'
export { spend, type SpendOptions, type SpendResult } from './ledger/spend.ts'
export { correct, type CorrectOptions, type CorrectResult } from './ledger/correct.ts'
export { reserve, type ReserveOptions, type ReserveResult } from './ledger/reserve.ts'
export { settle, type Settled, type SettleOptions, type SettleResult } from './ledger/settle.ts'
export { release } from './ledger/release.ts'
export { expireReservations, type ExpireOptions } from './ledger/expire-reservations.ts'
export { entries, type EntriesOptions } from './ledger/entries.ts'
export { reservations, type ReservationsOptions } from './ledger/reservations.ts'
export { retain, type Retained, type RetainOptions } from './ledger/retain.ts'
export { type Problem, verify, type VerifyOptions, type VerifyResult } from './ledger/verify.ts'

// Effects leave: the dispatcher, and how gateways stand.
export { type AskResult, createDispatcher, type Dispatcher } from './effect/dispatch/dispatcher.ts'
export type { BeforeSendVerdict, DispatcherOptions, GatewaySetup } from './effect/dispatch/options.ts'
export type { DeliverResult } from './effect/dispatch/deliver.ts'
export type { ListenConnection } from './effect/dispatch/listening.ts'
export type { Marker } from './effect/dispatch/marker.ts'
export { announceEffects } from './effect/dispatch/announce.ts'
export {
  type GatewayDecision,
  type GatewayState,
  gatewayStates,
  pauseGateway,
  resumeGateway,
} from './effect/dispatch/gateway-states.ts'

// What becomes of effects: decisions, receipts, and everything that can be read about them.
export { cancelEffect, type CancelResult } from './effect/decide/cancel.ts'
export { resolveEffect, type ResolveOptions, type ResolveResult } from './effect/decide/resolve.ts'
export { releaseHeld, type ReleaseHeldOptions, type ReleaseHeldResult } from './effect/decide/release-held.ts'
export type { Decision, DecisionOptions } from './effect/decide/decision.ts'
export { recordReceipt, recordReceipts, type ReceiptResult } from './effect/decide/record-receipts.ts'
export type { Receipt } from './effect/decide/receipt.ts'
export { findEffect } from './effect/read/find.ts'
export { type EffectEvent, effectEvents } from './effect/read/events.ts'
export {
  type EffectReceipt,
  effectReceipts,
  type ReceiptStatus,
  type ReceiptVerdict,
} from './effect/read/receipts.ts'
export { listEffects, type ListEffectsOptions } from './effect/read/list.ts'
export { countEffects, type CountEffectsOptions } from './effect/read/count.ts'
export {
  endOfEffectEvents,
  type EventPosition,
  tailEffectEvents,
  type TailedEvent,
  type TailOptions,
} from './effect/read/tail.ts'

// Your database.
export { fromPg, type FromPgOptions } from './drivers/from-pg.ts'
export type { PgPool } from './drivers/pg-client.ts'
export type { Database } from './drivers/database.ts'
export { migrate, planMigrations, schemaVersion, type SchemaVersion } from './migrations/migrate.ts'
export type { MigrateOptions, PlannedMigration } from './migrations/steps.ts'
export { assertDurable } from './durability.ts'

// Why a claim was let in or refused, for whoever is asked.
export { explain, type ExplainOptions } from './explain/explain.ts'
export type {
  AccountExplanation,
  ActionExplanation,
  ClaimFacts,
  ClaimNote,
  Explanation,
  RememberedKey,
  Verdict,
} from './explain/facts.ts'

// How the database stands, for whoever runs it.
export { type ClockFacts, measureClock } from './doctor/clock.ts'
export { compareZone, type ZoneComparison } from './doctor/zones.ts'
export { type ConnectionFacts, type DurabilityFacts, serverFacts, type ServerFacts } from './doctor/server.ts'
export { poolerFacts, type PoolerFacts } from './doctor/pooler.ts'

// Errors.
export { DaylatchError, errorCodes, type ErrorCode } from './errors.ts'
