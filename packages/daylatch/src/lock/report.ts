/** Something that an operator should know of and that is no reason to fail. */
export type LockReport =
  | { readonly kind: 'held-too-long'; readonly heldMs: number; readonly stack: string }
  | { readonly kind: 'pool-reentry'; readonly stack: string }
  | { readonly kind: 'after-commit-failed'; readonly error: unknown }

/** Says it where Node.js says such things: on standard error, once per text, and as the event `warning`. */
export function reportAsWarning(report: LockReport): void {
  process.emitWarning(describe(report), { type: 'DaylatchWarning', code: report.kind })
}

function describe(report: LockReport): string {
  switch (report.kind) {
    case 'held-too-long':
      return `A lock has been held for ${report.heldMs} ms. Move what waits for something else out of its block.\n${report.stack}`
    case 'pool-reentry':
      return `The block of a lock takes another connection of the same pool. Use its \`tx\`.\n${report.stack}`
    case 'after-commit-failed':
      return `A callback of afterCommit failed; the transaction is committed: ${String(report.error)}`
  }
}
