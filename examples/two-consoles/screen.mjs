/** @typedef {'console 1' | 'console 2' | 'database'} Speaker */

/** @type {readonly Speaker[]} */
const speakers = ['console 1', 'console 2', 'database']

/**
 * Prints who says what: in three columns on a terminal that is wide enough, otherwise one line after the other.
 *
 * @param {NodeJS.WriteStream} out
 * @returns {(speaker: Speaker, text: string) => void}
 */
export function screen(out) {
  const width = Math.floor(((out.isTTY ? out.columns : 0) - 6) / 3)
  if (width < 30) return (speaker, text) => void out.write(`${speaker.padEnd(9)} | ${text}\n`)
  /** @param {readonly string[]} cells */
  const row = (cells) => out.write(`${cells.map((cell) => cell.padEnd(width)).join(' | ')}\n`)
  row(speakers)
  row(speakers.map(() => '-'.repeat(width)))
  return (speaker, text) => {
    for (const line of wrap(text, width)) row(speakers.map((each) => (each === speaker ? line : '')))
  }
}

/**
 * @param {string} text
 * @param {number} width
 * @returns {string[]}
 */
function wrap(text, width) {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last === '') lines[lines.length - 1] = word
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`  ${word}`)
  }
  return lines
}
