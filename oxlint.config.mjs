import { importDirection } from './scripts/lib/import-direction.mjs'

const noSleep =
  "Tests do not sleep: use waitFor, barrier or Signal of '@daylatch/test-kit', which wait for what happened."

export default {
  options: { typeAware: true },
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise', 'react', 'jsx-a11y', 'vitest'],
  categories: { correctness: 'error' },
  ignorePatterns: ['**/dist/**', '**/bundle/**', '**/*.generated.ts', 'test-results/**'],
  rules: {
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/ban-ts-comment': 'error',
    'eslint/no-empty': ['error', { allowEmptyCatch: false }],
    // `== null` asks for null and undefined at once, which is what it is for.
    'eslint/eqeqeq': ['error', 'always', { null: 'ignore' }],
    'eslint/max-lines': ['warn', { max: 400 }],
    // Assertions here often stand in helpers that speak the user's language, which the rule cannot see.
    'vitest/expect-expect': 'off',
    // A rejection that is expected first and awaited later is how races are written; no-floating-promises sees the rest.
    'vitest/valid-expect': 'off',
    // A spread around a literal keeps lists that belong together on lines of their own.
    'unicorn/no-useless-spread': 'off',
  },
  overrides: [
    ...importDirection,
    {
      files: ['**/test/**'],
      rules: {
        'eslint/no-restricted-globals': [
          'error',
          { name: 'setTimeout', message: noSleep },
          { name: 'setInterval', message: noSleep },
        ],
        'eslint/no-restricted-properties': [
          'error',
          ...['globalThis', 'window', 'global'].map((object) => ({
            object,
            property: 'setTimeout',
            message: noSleep,
          })),
        ],
      },
    },
  ],
}
