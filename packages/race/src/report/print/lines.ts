/** A text broken at plain spaces into lines of at most `width` characters; a longer word is broken where the line ends. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/[ \n]+/)) {
    let rest = word
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line)
      line = ''
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width))
      rest = rest.slice(width)
    }
    line = line === '' ? rest : `${line} ${rest}`
  }
  return line === '' ? lines : [...lines, line]
}

export interface Pen {
  readonly strong: (text: string) => string
  readonly soft: (text: string) => string
  readonly alarm: (text: string) => string
}

/** Writes for a terminal, or leaves text as it is. */
export function paint(color: boolean): Pen {
  const with_ = (code: number, end: number) => (text: string) =>
    color ? `\u001b[${code}m${text}\u001b[${end}m` : text
  return { strong: with_(1, 22), soft: with_(2, 22), alarm: with_(31, 39) }
}
