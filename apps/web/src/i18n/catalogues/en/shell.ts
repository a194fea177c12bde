export const shell = {
  shell: {
    documentTitle: '{{page}} · Daylatch',
    skip: 'Skip to the content',
    pages: 'Pages',
    otherLanguage: '中文',
    offline: 'This device has no network connection. What you see may be out of date.',
  },
  pages: {
    checkIn: 'Check in',
    calendar: 'Calendar',
    today: 'Today',
    reading: 'Reading',
    balance: 'Balance',
  },
  theme: { label: 'Appearance', system: 'Like the system', light: 'Light', dark: 'Dark' },
  units: { reading: 'reading quota' },
  states: {
    loading: 'Loading…',
    working: 'One moment…',
    noAnswer: 'The site did not answer. Check the connection and try again.',
    failed: 'This did not work. The site may be in trouble; try again in a moment.',
    tryAgain: 'Try again',
    more: 'Show more',
    cancel: 'Cancel',
  },
  notFound: {
    kicker: 'Not found',
    title: 'There is no page here',
    text: 'The address may be mistyped, or the page has moved.',
    home: 'To the check-in',
  },
  crash: {
    title: 'This page broke',
    text: 'Nothing you did is lost. The site may have been updated while the page was open; reloading helps then.',
    reload: 'Reload',
  },
} as const
