export const shell = {
  shell: {
    documentTitle: '{{page}} · Daylatch',
    skip: '跳到正文',
    pages: '页面',
    otherLanguage: 'English',
    offline: '此设备没有网络连接，所见内容可能已经过时。',
  },
  pages: {
    checkIn: '签到',
    calendar: '日历',
    today: '今日',
    reading: '阅读',
    balance: '额度',
  },
  theme: { label: '外观', system: '跟随系统', light: '浅色', dark: '深色' },
  units: { reading: '阅读额度' },
  states: {
    loading: '正在加载…',
    working: '请稍候…',
    noAnswer: '站点没有回应。请检查网络后重试。',
    failed: '没有成功。站点可能出了问题，请稍后重试。',
    tryAgain: '重试',
    more: '显示更多',
    cancel: '取消',
  },
  notFound: {
    kicker: '未找到',
    title: '这里没有页面',
    text: '地址可能有误，或者页面已经移走。',
    home: '去签到',
  },
  crash: {
    title: '页面出错了',
    text: '您做过的事都没有丢失。可能是站点在页面打开期间更新了，重新加载即可。',
    reload: '重新加载',
  },
} as const
