import type { LabOptions } from '../config/lab-options.ts'
import type { Lab } from '../run/lab.ts'
import { openLab } from '../run/open-lab.ts'
import { warmUp } from './warm-up.ts'

/** Opens a lab for `work`, with an application that is warm, and closes it whatever happens. */
export async function withLab<App, T>(
  options: LabOptions<App>,
  work: (lab: Lab<App>) => Promise<T>,
): Promise<T> {
  const lab = await openLab(options)
  try {
    await warmUp(lab)
    return await work(lab)
  } finally {
    await lab.close()
  }
}
