import { runCommand } from './commands/run.ts'

async function main(words: readonly string[]): Promise<void> {
  if (words[0] === 'worker' && process.send !== undefined) {
    const { runWorker } = await import('./process/worker.ts')
    runWorker()
  } else {
    process.exitCode = await runCommand(words)
  }
}

// Whoever reads our output may stop reading (`npm start | head`). That is no reason to stop serving.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const { describeFailure } = await import('./commands/failure.ts')
  const { text, exitCode } = describeFailure(error)
  process.stderr.write(`${text}\n`)
  process.exit(exitCode)
}
