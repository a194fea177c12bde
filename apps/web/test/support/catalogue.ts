export interface Tree {
  readonly [key: string]: string | Tree
}

const pluralSuffix = /_(?:ordinal_)?(?:zero|one|two|few|many|other)$/

/** A catalogue as a flat list: "fields.name" → text. */
export function flatten(tree: Tree, prefix = ''): ReadonlyMap<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): (readonly [string, string])[] =>
    typeof value === 'string' ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)],
  )
  return new Map(entries)
}

/** The key that the pages ask for: without the plural form that the language chooses. */
export function askedKey(key: string): string {
  return key.replace(pluralSuffix, '')
}

export function askedKeys(tree: Tree): readonly string[] {
  return [...new Set([...flatten(tree).keys()].map(askedKey))].sort()
}

/** Asked key → the placeholders of its text, which all its plural forms share. */
export function placeholders(tree: Tree): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const [key, text] of flatten(tree)) {
    const names = [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? '')
    found.set(askedKey(key), [...new Set([...(found.get(askedKey(key)) ?? []), ...names])].sort())
  }
  return found
}

/** Plural forms that a language needs and a catalogue lacks, or has and never uses; as "key: expected … got …". */
export function pluralProblems(tree: Tree, language: string): readonly string[] {
  const keys = [...flatten(tree).keys()].filter((key) => pluralSuffix.test(key))
  const groups = new Map<string, string[]>()
  for (const key of keys) {
    const form = key.slice(key.lastIndexOf('_') + 1)
    const base = key.slice(0, key.lastIndexOf('_'))
    groups.set(base, [...(groups.get(base) ?? []), form])
  }
  return [...groups].flatMap(([base, forms]) => {
    const type = base.endsWith('_ordinal') ? 'ordinal' : 'cardinal'
    const expected = new Intl.PluralRules(language, { type }).resolvedOptions().pluralCategories
    const [want, got] = [[...expected].sort().join(), [...forms].sort().join()]
    return want === got ? [] : [`${base}: expected ${want}, got ${got}`]
  })
}
