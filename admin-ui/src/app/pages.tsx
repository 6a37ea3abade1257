import { lazy, Suspense } from 'react';
import { Route, Switch } from '../location/router.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { SignedIn } from './signed-in.tsx';

const SignInPage = lazy(() => import('../sign-in/sign-in-page.tsx'));
const SignInLinkPage = lazy(() => import('../sign-in/sign-in-link-page.tsx'));
const InvitationPage = lazy(() => import('../invitation/invitation-page.tsx'));
const ApprovalLinkPage = lazy(() => import('../approvals/link-page.tsx'));
const PortalPage = lazy(() => import('../portal/portal-page.tsx'));
const ReferencePage = lazy(() => import('../reference/reference-page.tsx'));

/** Pages for everybody; all others are for people who are signed in. */
export const Pages = () => (
  <Suspense fallback={<PageSkeleton />}>
    <Switch>
      <Route path="/sign-in" component={SignInPage} />
      <Route path="/sign-in/link" component={SignInLinkPage} />
      <Route path="/invitation" component={InvitationPage} />
      <Route path="/approval" component={ApprovalLinkPage} />
      <Route path="/docs" component={ReferencePage} />
      <Route path="/portal/:space/*?">{({ space }) => <PortalPage key={space} slug={space} />}</Route>
      <Route component={SignedIn} />
    </Switch>
  </Suspense>
);
