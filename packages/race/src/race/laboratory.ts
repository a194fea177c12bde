import type { LabOptions } from '../config/lab-options.ts'
import type { Program, Run } from '../run/run.ts'

/** What the ways in need of a lab. */
export interface Laboratory extends Program {
  close(): Promise<void>
}

/** Opens a lab for `work`, and closes it whatever happens. */
export async function withLaboratory<App, T>(
  options: LabOptions<App>,
  work: (lab: Laboratory) => Promise<T>,
): Promise<T> {
  const lab = await Promise.reject<Laboratory>(
    new Error(`Not there yet: a lab for ${options.actors.length} actors`),
  )
  try {
    return await work(lab)
  } finally {
    await lab.close()
  }
}

export function scheduleOf(run: Run): string {
  return run.trace.map(({ step }) => step.actor).join('')
}

export async function replay(lab: Laboratory, schedule: string): Promise<Run> {
  await Promise.resolve(schedule)
  return lab.run(() => 0)
}
