import type { Language } from '../http/language.ts'

/** A text for sale, as one file says it. A slug may have one file per language; their price is the same. */
export interface Article {
  /** The file's name, for messages. */
  readonly file: string
  readonly slug: string
  readonly language: Language | null
  readonly title: string
  readonly summary: string
  readonly price: number
  readonly minutes: number
  readonly markdown: string
}

/** The version of an article that suits a reader: his language, else one without a language, else any. */
export function versionFor(versions: readonly Article[], language: Language): Article | undefined {
  return (
    versions.find((one) => one.language === language) ??
    versions.find((one) => one.language === null) ??
    versions[0]
  )
}

const WORDS_A_MINUTE = 220
const HAN_A_MINUTE = 400

/** How long reading takes, roughly: Chinese is counted by characters, everything else by words. At least 1. */
export function readingMinutes(text: string): number {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0
  const words = text.match(/[\p{L}\p{N}]+/gu)?.filter((word) => !/\p{Script=Han}/u.test(word)).length ?? 0
  return Math.max(1, Math.round(han / HAN_A_MINUTE + words / WORDS_A_MINUTE))
}
