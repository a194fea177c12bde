/** What a command has found, for people or, with `--json`, for programs: one JSON value on standard output. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

/** Everything that is not the result: progress, and what is being waited for. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
