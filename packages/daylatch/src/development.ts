/** Whether mistakes that show under load only are thrown at once, instead of being reported. */
export function isDevelopment(): boolean {
  return process.env['NODE_ENV'] !== 'production'
}
