import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { Door } from './door.ts'
import { removeEndpoint, writeEndpoint } from './endpoint.ts'
import { takeFolder } from './only-one.ts'
import { Receipts } from './receipts.ts'
import { Store } from './store.ts'

const LOOK_MS = 2000

/** A server that was killed is started again within this time, or by nobody. Then nothing else would end this process. */
const ALONE_MS = 600_000

/**
 * The process of the handset: `node main.js <folder> [<ms>]`. Ends with 0 at once if another one has the folder, and in
 * order when nobody has used it for so long (10 minutes): what it has answered for is on disk for the next one.
 *
 * A write that fails ends it without a word to those who wait: they do not know what became of their messages, and
 * neither does it. Whoever starts it again finds what is on disk.
 */
async function main(folder: string, aloneMs: number): Promise<void> {
  // It is there: whoever starts this makes it. One that was deleted meanwhile must not come back.
  const letGo = await takeFolder(folder)
  if (letGo === undefined) return
  const receipts = new Receipts()
  const store = await Store.open(folder, {
    onFailure: (error) => end(error),
    onReceipt: (seq, url, at) => receipts.add(seq, url, at),
  })
  receipts.start(store)
  const token = randomBytes(24).toString('base64url')
  const door = new Door({ store, token, onLastLeft: () => void stop() })
  const port = await door.listen()
  await writeEndpoint(folder, { pid: process.pid, port, token })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop())
  // Somebody may delete the whole folder; a process without its files would only mislead.
  const identity = statSync(folder).ino
  let usedAt = performance.now()
  setInterval(
    () => {
      if (statSync(folder, { throwIfNoEntry: false })?.ino !== identity) process.exit(0)
      if (door.isUsed) usedAt = performance.now()
      else if (performance.now() - usedAt >= aloneMs) void stop()
    },
    Math.min(LOOK_MS, aloneMs),
  )

  let stopping: Promise<void> | undefined
  function stop(): Promise<void> {
    stopping ??= (async () => {
      door.close()
      await receipts.stop()
      await store.close()
      await removeEndpoint(folder)
      await letGo?.()
      process.exit(0)
    })()
    return stopping
  }
}

function end(error: unknown): never {
  process.stderr.write(`The handset ends: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`)
  process.exit(1)
}

const [folder, aloneMs = ALONE_MS] = process.argv.slice(2)
if (folder === undefined) end('expected the path of its folder')
main(folder, Number(aloneMs)).catch(end)
