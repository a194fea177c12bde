import { badOption } from '../../errors.ts'
import { assertDate, assertName, assertText, assertWholeNumber } from '../../options.ts'
import { type KeyOptions, type RequestKey, requestKey } from '../../once/request-key.ts'
import type { JsonValue } from '../json-value.ts'
import { payloadText } from '../payload.ts'

/** What is to leave, for whom, and whose slot it takes besides the subject's own. */
export interface EffectWish {
  readonly gateway: string
  /** To whom: it is claimed for this recipient and goes to nobody else. Up to 500 characters. */
  readonly recipient: string
  /** What leaves, as JSON of at most 64 KiB. */
  readonly payload: JsonValue
  /**
   * Further subjects that the same limit holds for, such as `number:+44…`: up to 7. It is claimed where all are free.
   * @default []
   */
  readonly also?: readonly string[]
  /** Begins held instead of pending: for a time, until a time, or with neither, until somebody decides. */
  readonly wait?: {
    /** One word for why, such as `undo`. */
    readonly reason: string
    /** Up to 366 days. */
    readonly forMs?: number
    /** Up to the year 9999. */
    readonly until?: Date
  }
  /** Who asks for it. */
  readonly actor?: string
}

/** One of many, with an idempotency key of its own where one is wanted. */
export type SendManyWish = { readonly subject: string } & EffectWish & KeyOptions

/** A wish, checked at the door. */
export interface CheckedWish {
  readonly subject: string
  /** Everyone whose slot it takes, the subject itself first. */
  readonly subjects: readonly string[]
  readonly gateway: string
  readonly recipient: string
  /** As the JSON that is stored. */
  readonly payload: string
  readonly wait: {
    readonly reason: string
    readonly forMs: number | null
    readonly until: Date | null
  } | null
  readonly actor: string | null
  readonly key: RequestKey | undefined
}

const ALSO_LIMIT = 7
const WAIT_LIMIT_MS = 366 * 86_400_000
const LAST_INSTANT = Date.UTC(9999, 11, 31)

/**
 * With `request`, a key stands for that; without, for what the wish says.
 *
 * @param place what the options are called in a message, such as `list[3].`
 * @throws {DaylatchError} BAD_OPTION
 */
export function checkWish(
  subject: string,
  wish: EffectWish,
  { key, request }: KeyOptions,
  place = '',
): CheckedWish {
  assertName(`${place}subject`, subject)
  if (typeof wish !== 'object' || wish === null) throw badOption(`${place}effect`, 'an object', wish)
  const { gateway, recipient, also = [], actor } = wish
  assertName(`${place}gateway`, gateway)
  assertText(`${place}recipient`, recipient, 500)
  if (actor !== undefined) assertName(`${place}actor`, actor)
  const payload = payloadText(`${place}payload`, wish.payload)
  const subjects = [subject, ...checkAlso(`${place}also`, also)]
  if (new Set(subjects).size < subjects.length) {
    throw badOption(`${place}also`, 'a list of other subjects, each of them once', also.join(', '))
  }
  const wait = wish.wait === undefined ? null : checkWait(`${place}wait`, wish.wait)
  const meant = request === undefined ? ['send', gateway, recipient, payload, ...also] : ['send']
  return {
    subject,
    subjects,
    gateway,
    recipient,
    payload,
    wait,
    actor: actor ?? null,
    key: requestKey({ key, request }, meant),
  }
}

function checkAlso(option: string, also: unknown): readonly string[] {
  if (!Array.isArray(also) || also.length > ALSO_LIMIT) {
    throw badOption(option, `a list of up to ${ALSO_LIMIT} subjects`, also)
  }
  return also.map((other: unknown, index) => {
    assertName(`${option}[${index}]`, other)
    return other
  })
}

function checkWait(option: string, wait: NonNullable<EffectWish['wait']>): NonNullable<CheckedWish['wait']> {
  if (typeof wait !== 'object' || wait === null) throw badOption(option, 'an object', wait)
  const { reason, forMs, until } = wait
  assertName(`${option}.reason`, reason)
  if (forMs !== undefined) assertWholeNumber(`${option}.forMs`, forMs, 0, WAIT_LIMIT_MS)
  if (until !== undefined) assertDate(`${option}.until`, until)
  if (until !== undefined && (until.getTime() < 0 || until.getTime() > LAST_INSTANT)) {
    throw badOption(`${option}.until`, 'a time from 1970 to 9999', until)
  }
  if (forMs !== undefined && until !== undefined) {
    throw badOption(option, 'one with `forMs` or `until`, not both', forMs)
  }
  return { reason, forMs: forMs ?? null, until: until ?? null }
}
