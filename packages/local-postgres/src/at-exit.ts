const duties = new Set<() => void>()
let listens = false

/** Has `duty` done when this process ends without a signal; nothing can be waited for then. Gives the way to call it off. */
export function atExit(duty: () => void): () => void {
  if (!listens) process.once('exit', () => duties.forEach((each) => each()))
  listens = true
  duties.add(duty)
  return () => void duties.delete(duty)
}
