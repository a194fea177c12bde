import { channel } from 'node:diagnostics_channel'

/** What is said of every batch of claims, right before it is sent to the database. */
export interface BatchMessage {
  readonly action: string
  /** Claims in the one transaction. */
  readonly claims: number
}

/** Name of the channel of `node:diagnostics_channel` on which batches are told, for whoever wants to count them. */
export const BATCH_CHANNEL = 'daylatch:batch'

const batches = channel(BATCH_CHANNEL)

/** Costs nothing while nobody listens. */
export function tellBatch(message: BatchMessage): void {
  if (batches.hasSubscribers) batches.publish(message)
}
