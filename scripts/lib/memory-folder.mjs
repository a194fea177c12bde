import { accessSync, constants, readFileSync, statfsSync } from 'node:fs'

const folder = '/dev/shm'
const gibibyte = 2 ** 30

/** What a run of all tests has lain in temporary folders at once, with room to spare. */
const needed = { inFolder: 4 * gibibyte, inMemory: 8 * gibibyte }

/**
 * Has the temporary files of the tests, their databases above all, in memory where the machine has room for them.
 *
 * Making and dropping a database costs six times as much on a disk, and every test has its own. Nothing is tested less:
 * files in memory outlive the processes that the tests kill, as files on a disk do. Whoever sets TMPDIR is asked nothing.
 */
export function useMemoryFolder() {
  if (process.env['TMPDIR'] === undefined && hasRoom()) process.env['TMPDIR'] = folder
}

function hasRoom() {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return canExecute() && bavail * bsize >= needed.inFolder && process.availableMemory() >= needed.inMemory
  } catch {
    // Not Linux, or a container without it: the usual temporary folder will do.
    return false
  }
}

/** A server's programs may be copied beside its data, and a clone of the checkout runs what it installs. */
function canExecute() {
  const mount = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, where]) => where === folder)
  return mount !== undefined && !(mount[3] ?? '').split(',').includes('noexec')
}
