/** Told of each call of a gateway, before it has an effect. */
export type Call = (attemptId: string) => Promise<void> | void
