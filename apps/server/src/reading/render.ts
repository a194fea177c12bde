import MarkdownIt from 'markdown-it'
import type { Article } from './article.ts'

/** Makes the HTML of an article. */
export type Render = (article: Article) => string

const markdown = new MarkdownIt('commonmark', { html: false })

/** HTML in an article is shown as text, and links lead to harmless schemes only: whoever writes articles is no operator. */
export const renderArticle: Render = (article) => markdown.render(article.markdown)
