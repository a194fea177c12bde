import { SegmentedMessage } from 'sms-segments-calculator'

/** How a text travels: `GSM-7` takes 160 characters (153 each in several parts), `UCS-2` 70 (67 each). */
export interface TextSize {
  readonly segments: number
  readonly encoding: 'GSM-7' | 'UCS-2'
}

/** Longest text that is counted, in UTF-16 units: counting takes time that grows with it. */
export const LONGEST_COUNTED = 10_000

/**
 * In how many parts a text is sent, and paid for. One character outside of GSM-7 turns the whole text to UCS-2.
 *
 * @throws RangeError for a text of more than {@link LONGEST_COUNTED}
 */
export function sizeOf(text: string): TextSize {
  if (text.length > LONGEST_COUNTED) throw new RangeError(`Expected at most ${LONGEST_COUNTED} characters`)
  const message = new SegmentedMessage(text)
  return {
    segments: message.segmentsCount,
    encoding: message.getEncodingName() === 'GSM-7' ? 'GSM-7' : 'UCS-2',
  }
}

/** What fits into a part in any alphabet: 67 units, and one may be left over for a pair of surrogates. */
const SURELY_FITS = 66

/** Whether a text takes more than `most` parts. Texts that fit, or cannot fit, whatever is in them are not counted. */
export function isTooLong(text: string, most: number): boolean {
  if (text.length <= most * SURELY_FITS) return false
  return text.length > Math.min(most * 160, LONGEST_COUNTED) || sizeOf(text).segments > most
}
