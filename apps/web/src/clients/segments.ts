import { SegmentedMessage } from 'sms-segments-calculator'

/** How a text travels as a short message. */
export interface Segments {
  readonly characters: number
  /** How many parts it takes; each is paid for. */
  readonly parts: number
  /** Characters that the narrow alphabet lacks. One of them makes every part hold 70 characters instead of 160. */
  readonly wide: readonly string[]
}

/** Counts by the library that the server counts with. */
export function segmentsOf(text: string): Segments {
  const message = new SegmentedMessage(text)
  return {
    characters: message.numberOfCharacters,
    parts: text === '' ? 0 : message.segmentsCount,
    wide: [...new Set(message.getNonGsmCharacters())],
  }
}
