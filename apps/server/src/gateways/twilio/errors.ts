/**
 * The error codes of Twilio's API that are definite: no message was made. Each has its page at
 * https://www.twilio.com/docs/api/errors/<code>. A code that is not in this list leaves the outcome unknown; 20500, an
 * error inside of Twilio, is not in it on purpose.
 *
 * `again` says whether a later attempt may succeed without anybody changing anything.
 */
export const TWILIO_REFUSALS: ReadonlyMap<number, { readonly again: boolean }> = new Map<
  number,
  { readonly again: boolean }
>([
  // The request was not processed, and may be repeated after a while.
  [20429, { again: true }],
  // The queue of this sender is full.
  [21611, { again: true }],
  ...[
    // Account and credentials: wrong token, no such resource, no rights.
    20003, 20404, 20403,
    // The recipient: no valid number, no route to it, not allowed by the account, a landline.
    21211, 21214, 21217, 21265, 21408, 21608, 21612, 21614, 21635,
    // The recipient has opted out.
    21610,
    // The sender: not valid, not of this account, not able to send messages.
    21212, 21401, 21407, 21601, 21603, 21606, 21607, 21659, 21660,
    // The text, or a parameter, is missing or not valid.
    21602, 21604, 21605, 21609, 21617, 21619,
    // The messaging service: it has no sender, or is not there.
    21703, 21704, 21705,
  ].map((code) => [code, { again: false }] as const),
])

/** The recipient has told Twilio that he wants no more messages. */
export const OPTED_OUT = 21610
