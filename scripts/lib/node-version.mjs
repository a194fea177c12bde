/**
 * Stops with a plain sentence on a Node that is too old, before anything else is loaded.
 *
 * Imported first and alone, and written in syntax that old versions can read: a newer word anywhere in this file
 * would turn the sentence into a SyntaxError.
 */
const parts = process.versions.node.split('.')
const major = Number(parts[0])
const minor = Number(parts[1])

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    'Daylatch needs Node.js 20.19 or newer, and this is ' +
      process.versions.node +
      ' (' +
      process.execPath +
      '). Install a newer one from https://nodejs.org, then run the same command again.\n',
  )
  process.exit(1)
}
