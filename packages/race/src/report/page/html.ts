const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that stands for itself in HTML, in attributes too. Everything that comes from a race goes through it. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => named[sign] ?? sign)
}

/** Letters at the front as a title has them: "lost update" becomes "Lost update". */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
