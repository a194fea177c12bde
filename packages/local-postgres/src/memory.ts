import { totalmem } from 'node:os'

const MB = 1024 * 1024

/** Below this PostgreSQL's own default is kept. Above, there is little left to gain: ten million claims are at work in 2 GB. */
const LEAST = 128 * MB
const MOST = 4096 * MB

/**
 * How much of the machine's memory the server may take for its tables: a quarter, from 128 MB to 4 GB. It takes what it has
 * read, not all at once; a sixtieth of it is taken at the start. What a container may use counts, if that is less than the machine has.
 *
 * @param available bytes
 */
export function sharedBuffers(
  available: number = Math.min(totalmem(), process.constrainedMemory() || Infinity),
): string {
  return `${Math.floor(Math.min(MOST, Math.max(LEAST, available / 4)) / MB)}MB`
}
