import type { DaylatchError } from '../../errors.ts'
import type { ClaimRecord } from '../../once/claim-record.ts'
import type { EffectRecord } from '../effect-record.ts'

/** Ways in which a send ends. Losing is not an error. */
export type SendResult =
  | {
      /** Claimed and queued. `replayed`: by an earlier call with the same key; `effect` is then as it stands now. */
      readonly status: 'queued'
      readonly effect: EffectRecord
      /** The claim of the subject itself. */
      readonly claim: ClaimRecord
      /** When the next slot opens; `null`: never. */
      readonly opensAt: Date | null
      readonly replayed: boolean
    }
  | {
      readonly status: 'already'
      /** Whose slot is taken: the subject's own, or one of `also`. */
      readonly subject: string
      /** The claim in the way. */
      readonly claim: ClaimRecord
      /** What that claim was made for; `null` for a claim without an effect. */
      readonly effect: EffectRecord | null
      readonly opensAt: Date | null
      readonly replayed: boolean
    }

/** Ways in which a send with `hold` ends. */
export type HoldResult =
  | {
      /** The gateway was called and the outcome recorded: `effect.state` is `sent`, `failed` or `unknown`. */
      readonly status: 'called'
      readonly effect: EffectRecord
      readonly claim: ClaimRecord
      readonly opensAt: Date | null
      readonly replayed: boolean
    }
  | Extract<SendResult, { readonly status: 'already' }>

/** What one place of a list came to. */
export type SendManyResult =
  SendResult | { readonly status: 'failed'; readonly subject: string; readonly error: DaylatchError }

/** How a wish ended in one transaction. */
export type Ending =
  | {
      readonly kind: 'queued'
      readonly effect: EffectRecord
      readonly claim: ClaimRecord
      readonly replayed: boolean
    }
  | {
      readonly kind: 'already'
      readonly claim: ClaimRecord
      readonly effect: EffectRecord | null
      readonly replayed: boolean
    }
  | { readonly kind: 'failed'; readonly error: DaylatchError }
  /** What stood in the way was gone at the second look. */
  | { readonly kind: 'again' }
