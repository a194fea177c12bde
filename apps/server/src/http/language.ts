export type Language = 'zh' | 'en'

/**
 * The language of story 1's endpoint: Chinese, unless `Accept-Language` ranks English higher.
 *
 * A header that names neither, and none at all, means Chinese, as in the story. `*` stands for Chinese.
 */
export function languageOf(header: string | undefined): Language {
  if (header === undefined) return 'zh'
  const weights = { zh: 0, en: 0 }
  for (const part of header.slice(0, 500).split(',')) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';')
    const language = range === '*' ? 'zh' : range.split('-')[0]
    if (language !== 'zh' && language !== 'en') continue
    weights[language] = Math.max(weights[language], weightOf(parameters))
  }
  return weights.en > weights.zh ? 'en' : 'zh'
}

function weightOf(parameters: readonly string[]): number {
  const given = parameters
    .map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1])
    .find(Boolean)
  return given === undefined ? 1 : Number(given)
}
