import { expect, test } from 'vitest'
import { type ClaimKind, claimStatements } from '../../src/once/statements.ts'

test('every kind of action has statements of its own, with names that PostgreSQL does not cut off', () => {
  const flags = [false, true]
  const kinds = flags.flatMap((rewarded) =>
    flags.flatMap((drawn) =>
      flags.flatMap((bonuses) =>
        (['now', 'later', 'none'] as const).map((ranking): ClaimKind => ({
          rewarded,
          drawn: rewarded && drawn,
          bonuses: rewarded && bonuses,
          ranking,
        })),
      ),
    ),
  )
  const texts = new Map<string, Set<string>>()
  for (const { name, text } of kinds.flatMap((kind) => Object.values(claimStatements(kind)))) {
    texts.set(name, (texts.get(name) ?? new Set()).add(text))
  }
  expect([...texts].filter(([name, own]) => name.length > 63 || own.size !== 1)).toEqual([])
  // Five kinds of payment, three of ranking, four statements.
  expect(texts.size).toBe(60)
})
