// Loaded with --import before everything else: this process's clock is a day ahead of everybody's.
const ahead = 24 * 60 * 60 * 1000
const RealDate = Date

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [RealDate.now() + ahead] : parts))
  }

  static now() {
    return RealDate.now() + ahead
  }
}
