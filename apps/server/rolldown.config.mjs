import { defineConfig } from 'rolldown'

/** Loaded from where they are installed: they bring data files, or are used by programs other than the server too. */
const apart = ['daylatch', '@daylatch/local-postgres', 'pg', 'pino', 'libphonenumber-geo-carrier', 'twilio']

/**
 * Puts what `tsc` wrote, and the packages that it imports, into a few files: a server process then loads in a quarter of
 * the time, which everybody pays at each start of each process.
 */
export default defineConfig({
  input: { cli: 'dist/cli.js', 'handset/main': 'dist/handset/main.js' },
  platform: 'node',
  external: (id) => apart.some((name) => id === name || id.startsWith(`${name}/`)),
  // A package that is imported both at once and later is loaded at once; nothing is lost by that.
  checks: { ineffectiveDynamicImport: false },
  output: { dir: 'bundle', format: 'esm', cleanDir: true, chunkFileNames: '[name]-[hash].js' },
})
