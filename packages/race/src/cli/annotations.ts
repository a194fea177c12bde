import { relative } from 'node:path'

/** What shows beside the code of a change on GitHub. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly file: string
  readonly title: string
  readonly text: string
}

/** As a line of the job's log; GitHub reads it from there. Paths are told from `root`, the checkout. */
export function annotationLine({ level, file, title, text }: Annotation, root: string): string {
  const place = `file=${property(relative(root, file))},line=1,title=${property(title)}`
  return `::${level} ${place}::${data(text)}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
