const restMs = 250

/**
 * Makes a function that may be called as often as one likes: `run` gets all items that were given since it ran last, is
 * never under way twice, and rests between two runs. So a thousand events a second are a few looks.
 */
export function gather<T>(
  run: (items: readonly T[]) => Promise<unknown>,
  rest: () => Promise<unknown> = restAWhile,
): (item: T) => void {
  let waiting: T[] = []
  let isRunning = false

  async function work(): Promise<void> {
    isRunning = true
    try {
      while (waiting.length > 0) {
        const items = waiting
        waiting = []
        await run(items)
        await rest()
      }
    } finally {
      isRunning = false
    }
  }

  return (item) => {
    waiting.push(item)
    if (!isRunning) void work()
  }
}

async function restAWhile(): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, restMs)
  })
}
