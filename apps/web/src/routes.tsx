import { createBrowserRouter } from 'react-router'
import type { RouteObject } from 'react-router'
import { JoinPage } from './accounts/join-page.tsx'
import { NewPasswordPage } from './accounts/new-password-page.tsx'
import { OwnAccountPage } from './accounts/own-account-page.tsx'
import { RegisterPage } from './accounts/register-page.tsx'
import { SetUpPage } from './accounts/set-up-page.tsx'
import { SignInPage } from './accounts/sign-in-page.tsx'
import { BalancePage } from './balance/balance-page.tsx'
import { CalendarPage } from './calendar/calendar-page.tsx'
import { CheckInPage } from './check-in/check-in-page.tsx'
import { LeaderboardPage } from './leaderboard/leaderboard-page.tsx'
import { ArticlePage } from './reading/article-page.tsx'
import { ReadingPage } from './reading/reading-page.tsx'
import { CrashPage } from './shell/crash-page.tsx'
import { Layout } from './shell/layout.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { TodayPage } from './today/today-page.tsx'
import { Loading } from './ui/load-states.tsx'

/** The staff's pages. Members never need them, so they are not in the first load. */
const staffPages: RouteObject[] = [
  {
    path: 'clients',
    lazy: async () => ({ Component: (await import('./clients/clients-page.tsx')).ClientsPage }),
  },
  {
    path: 'clients/import',
    lazy: async () => ({ Component: (await import('./clients/import-page.tsx')).ImportPage }),
  },
  {
    path: 'clients/:id',
    lazy: async () => ({ Component: (await import('./clients/client-page.tsx')).ClientPage }),
  },
  {
    path: 'messages',
    lazy: async () => ({ Component: (await import('./messages/messages-page.tsx')).MessagesPage }),
  },
  {
    path: 'messages/:id',
    lazy: async () => ({ Component: (await import('./messages/message-page.tsx')).MessagePage }),
  },
  {
    path: 'handset',
    lazy: async () => ({ Component: (await import('./handset/handset-page.tsx')).HandsetPage }),
  },
].map((route) => ({ ...route, hydrateFallbackElement: <Loading /> }))

/** Every page there is. The members' are small, so they come in one file with the first load. */
const routes: RouteObject[] = [
  {
    element: <Layout />,
    errorElement: <CrashPage />,
    children: [
      { index: true, element: <CheckInPage /> },
      { path: 'calendar', element: <CalendarPage /> },
      { path: 'today', element: <TodayPage /> },
      { path: 'leaderboard', element: <LeaderboardPage /> },
      { path: 'reading', element: <ReadingPage /> },
      { path: 'reading/:slug', element: <ArticlePage /> },
      { path: 'balance', element: <BalancePage /> },
      { path: 'register', element: <RegisterPage /> },
      { path: 'sign-in', element: <SignInPage /> },
      { path: 'set-up', element: <SetUpPage /> },
      { path: 'join', element: <JoinPage /> },
      { path: 'new-password', element: <NewPasswordPage /> },
      { path: 'account', element: <OwnAccountPage /> },
      ...staffPages,
      { path: '*', element: <NotFoundPage /> },
    ],
  },
]

/** Reads the address bar at once: call it after everything that changes it. */
export function startRouter(): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter(routes)
}
