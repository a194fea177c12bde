import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Of the kernel's accounts: a hundred a second, on every Linux that there is. */
const TICK_MS = 10

/**
 * The CPU time of processes, and of all that they have started and that still run.
 *
 * @param {readonly number[]} roots
 * @returns {number} milliseconds
 */
export function cpuMsOf(roots) {
  let sum = 0
  for (const { ticks } of familyOf(roots)) sum += ticks
  return sum * TICK_MS
}

/**
 * Processes and all that they have started and that still run.
 *
 * @param {readonly number[]} roots
 */
export function familyOf(roots) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)))
  const family = new Set(roots)
  // Children have higher numbers than their parents almost always; where numbers began anew a second look helps.
  for (let size = 0; size < family.size;) {
    size = family.size
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid)
  }
  return all.filter(({ pid }) => family.has(pid))
}

/** @param {number} pid */
function readProcess(pid) {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    // The name stands in brackets, and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return [{ pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }]
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code)))
      return []
    throw error
  }
}

/** CPU time of everything on the machine that was not idle, what other guests of the host took included. */
function busyMs() {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = readFileSync(
    '/proc/stat',
    'utf8',
  )
    .slice(0, 200)
    .split(/\s+/)
    .map(Number)
  return (user + nice + system + irq + softirq + steal) * TICK_MS
}

/**
 * Begins to watch how much of the machine is taken by others than these processes and their children.
 *
 * @param {readonly number[]} roots
 * @returns {() => number} the part of all processors that others took since, from 0 to 1; NaN where that cannot be known
 */
export function watchOthers(roots) {
  if (!existsSync('/proc/stat')) return () => Number.NaN
  const [at, busy, own] = [performance.now(), busyMs(), cpuMsOf(roots)]
  return () => {
    const others = busyMs() - busy - (cpuMsOf(roots) - own)
    return Math.min(1, Math.max(0, others / ((performance.now() - at) * cpus().length)))
  }
}

/**
 * Memory of a process and its children in megabytes, what they share counted once. NaN where that cannot be known.
 *
 * @param {number} root
 */
export function memoryOf(root) {
  if (!existsSync('/proc/stat')) return Number.NaN
  const kilobytes = familyOf([root]).reduce((sum, { pid }) => {
    const pss = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8'))
    return sum + Number(pss?.[1] ?? 0)
  }, 0)
  return kilobytes / 1024
}

/**
 * The most that one process ever had, in megabytes.
 *
 * @param {number} pid
 */
export function peakMemoryOf(pid) {
  if (!existsSync('/proc/stat')) return Number.NaN
  const peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))
  return Number(peak?.[1] ?? Number.NaN) / 1024
}

/**
 * Who has started a process; 0 where that cannot be known.
 *
 * @param {number} pid
 */
export function parentOf(pid) {
  return (existsSync('/proc/stat') ? readProcess(pid) : [])[0]?.parent ?? 0
}
