import type { LabOptions } from '../config/lab-options.ts'
import { printRun, replay as replayProgram } from '../replay/replay.ts'
import { openLab } from '../run/open-lab.ts'
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
  const lab = await openLab(options)
  try {
    return await work(lab)
  } finally {
    await lab.close()
  }
}

export function scheduleOf(run: Run): string {
  return printRun(run)
}

export async function replay(lab: Laboratory, schedule: string): Promise<Run> {
  return await replayProgram(lab, schedule)
}
