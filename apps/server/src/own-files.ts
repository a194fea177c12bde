import { fileURLToPath } from 'node:url'

/**
 * Where the server's own files are. This file stands one folder below the package, compiled and bundled as well, so
 * that the addresses hold wherever the code runs from.
 */
export const MIGRATIONS: URL = new URL('../sql/', import.meta.url)

/** The built pages. */
export const PAGES: string = fileURLToPath(new URL('../../web/dist/site', import.meta.url))

/** The program of the handset. */
export const HANDSET: string = fileURLToPath(new URL('../bundle/handset/main.js', import.meta.url))
