import type { Language } from '../../http/language.ts'

/** What can be wrong with a file or a row of it. Stable words; the texts may change. */
export type RowErrorCode =
  | 'missing-column'
  | 'column-twice'
  | 'malformed'
  | 'too-many-cells'
  | 'invalid-name'
  | 'invalid-number'
  | 'unknown-zone'
  | 'neither-yes-nor-no'

/** One mistake. Rows are counted as a spreadsheet counts them: the headings are row 1. */
export interface RowError {
  readonly row: number
  readonly column: string | null
  readonly code: RowErrorCode
}

const TEXTS: Readonly<Record<RowErrorCode, Readonly<Record<Language, string>>>> = {
  'missing-column': {
    en: 'The first row has no heading for this column. It is called name, or number.',
    zh: '第一行缺少这一列的标题:姓名(name)或手机号(number)。',
  },
  'column-twice': {
    en: 'Two columns have this meaning. Remove one.',
    zh: '这一列出现了两次，请删掉其中一列。',
  },
  malformed: {
    en: 'From here on the file is no CSV: a quotation mark is not closed, or stands inside of a cell without quotes.',
    zh: '从这里开始不是有效的 CSV：引号没有成对，或出现在没有加引号的单元格中。',
  },
  'too-many-cells': {
    en: 'The row has more cells than there are headings. Put quotation marks around a text with a comma in it.',
    zh: '这一行的单元格比标题多。含逗号的文字请加上引号。',
  },
  'invalid-name': {
    en: 'A name is one line of 1 to 80 characters, of which one at least can be seen.',
    zh: '姓名应为一行，1 到 80 个字符，且至少有一个可见字符。',
  },
  'invalid-number': {
    en: 'This is no telephone number. Write it with + and the country code, and format the column as text.',
    zh: '不是有效的电话号码。请写成以 + 和国家代码开头的形式，并把该列设为文本格式。',
  },
  'unknown-zone': {
    en: 'There is no time zone of this name. Leave it empty, or write it as in Asia/Shanghai.',
    zh: '没有这个时区。可以留空，或写成 Asia/Shanghai 这样的形式。',
  },
  'neither-yes-nor-no': { en: 'Write yes or no, or leave it empty.', zh: '请写“是”或“否”，或者留空。' },
}

export function textOf(code: RowErrorCode, language: Language): string {
  return TEXTS[code][language]
}
