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

/** Every page there is. They are small, so they come in one file with the first load; a large part would be `lazy`. */
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
      { path: '*', element: <NotFoundPage /> },
    ],
  },
]

/** Reads the address bar at once: call it after everything that changes it. */
export function startRouter(): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter(routes)
}
