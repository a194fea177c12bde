/** A check-in as the API shows it to the winner (201) and, with the problem's fields around it, to the loser (409). */
export interface CheckInAnswer {
  readonly period: string
  readonly claimedAt: string
  readonly reward: number
  readonly unit: string
  readonly card: number
  readonly balance: number
  readonly streak: number
  readonly rank: number
  readonly resetsAt: string
}

export interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly checkIn: CheckInAnswer
}

export async function readAnswer(response: Response): Promise<Answer> {
  const body = (await response.json()) as CheckInAnswer & { readonly code?: string }
  const { period, claimedAt, reward, unit, card, balance, streak, rank, resetsAt } = body
  return {
    status: response.status,
    code: body.code,
    checkIn: { period, claimedAt, reward, unit, card, balance, streak, rank, resetsAt },
  }
}

/** How many answers there are of each status. */
export function countByStatus(
  answers: readonly { readonly status: number }[],
): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** Runs `work` for every item, at most `width` at a time, in the order of the list. */
export async function inParallel<T, R>(
  width: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at]
      if (item !== undefined) results[at] = await work(item)
    }
  }
  await Promise.all(Array.from({ length: width }, lane))
  return results
}
