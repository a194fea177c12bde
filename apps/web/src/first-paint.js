// Runs before the first pixel, as a plain script: the theme and the language that were chosen here before.
// The same two keys are read by src/theme/theme.ts and src/i18n/language.ts.
;(function () {
  try {
    var theme = localStorage.getItem('daylatch.theme')
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
    var language = localStorage.getItem('daylatch.language') || navigator.language
    document.documentElement.lang = /^zh/i.test(language) ? 'zh-CN' : 'en'
  } catch {
    // A browser that refuses storage gets the system's theme; nothing is lost.
  }
})()
