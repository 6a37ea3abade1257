import { Button } from '@mantine/core';
import { lazy, Suspense, useEffect, useMemo, type ReactNode } from 'react';
import { answer } from '../api/hub-client.ts';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Portal } from '../api/shapes.ts';
import { Link, Route, Switch, usePath } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { OtherLanguages } from '../messages/other-languages.tsx';
import { Failure } from '../show/failure.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { ApiList } from './api-list.tsx';
import { PortalSignIn } from './sign-in.tsx';
import { PortalContext, portalKey, usePortal, useReadPortal, visitorClient } from './use-portal.tsx';
import styles from './portal.module.css';

const ApiPage = lazy(async () => ({ default: (await import('./api-page.tsx')).ApiPage }));
const KeysPage = lazy(async () => ({ default: (await import('./keys-page.tsx')).KeysPage }));
const UsagePage = lazy(async () => ({ default: (await import('./usage-page.tsx')).UsagePage }));

/** The page of a space for those who call its gateway: outside of the console, for people without an account. */
const PortalPage = ({ slug }: { readonly slug: string }) => {
  const t = useT();
  const { data, problem, busy, reload } = useReadPortal(slug);
  if (data !== undefined) return <OnePortal slug={slug} portal={data} />;
  if (problem === null) return <PageSkeleton />;
  return (
    <main className={styles['narrow']} id="content">
      <h1>{t(problem.status === 404 ? 'portal.none' : 'portal.one')}</h1>
      {problem.status === 404 ? (
        <p>{t('portal.noneText')}</p>
      ) : (
        <Failure what={t('portal.failed')} problem={problem} onRetry={reload} retrying={busy} />
      )}
    </main>
  );
};

const OnePortal = ({ slug, portal }: { readonly slug: string; readonly portal: Portal }) => {
  const state = useMemo(
    () => ({
      ...{ slug, portal, client: visitorClient },
      path: (page = '') => `/portal/${encodeURIComponent(slug)}${page === '' ? '' : `/${page}`}`,
      key: (...parts: readonly unknown[]) => portalKey(slug, ...parts),
    }),
    [slug, portal],
  );
  useEffect(() => {
    document.title = portal.title;
  }, [portal.title]);
  const reads = portal.open || portal.visitor !== null;
  return (
    <PortalContext value={state}>
      <Head />
      <main className={styles['main']} id="content">
        <Suspense fallback={<PageSkeleton />}>
          <Switch>
            <Route path="/portal/:space">{reads ? <ApiList /> : <PortalSignIn first />}</Route>
            <Route path="/portal/:space/apis/:api">
              {({ api }) => (reads ? <ApiPage key={api} name={api} /> : <PortalSignIn />)}
            </Route>
            <Route path="/portal/:space/keys">
              <ForVisitors>
                <KeysPage />
              </ForVisitors>
            </Route>
            <Route path="/portal/:space/usage">
              <ForVisitors>
                <UsagePage />
              </ForVisitors>
            </Route>
            <Route path="/portal/:space/sign-in">
              <PortalSignIn first />
            </Route>
            <Route>
              <NoPage />
            </Route>
          </Switch>
        </Suspense>
      </main>
    </PortalContext>
  );
};

const NoPage = () => {
  const t = useT();
  return (
    <>
      <h1>{t('portal.noPage')}</h1>
      <Link to={usePortal().path()} className="link">
        {t('portal.back')}
      </Link>
    </>
  );
};

const ForVisitors = ({ children }: { readonly children: ReactNode }) =>
  usePortal().portal.visitor === null ? <PortalSignIn /> : children;

const Head = () => {
  const t = useT();
  const here = usePath();
  const { portal, path } = usePortal();
  const { visitor } = portal;
  const pages = [
    ['', 'portal.apis'],
    ['keys', 'portal.keys'],
    ['usage', 'portal.usage'],
  ] as const;
  return (
    <nav aria-label={t('portal.pages')} className={styles['head']}>
      <Link to={path()} className={styles['brand']}>
        {portal.title}
      </Link>
      <div className={styles['pages']}>
        {pages
          .filter(([page]) => page === '' || visitor !== null)
          .map(([page, label]) => (
            <Link key={page} to={path(page)} current={here === path(page)}>
              {t(label)}
            </Link>
          ))}
      </div>
      <div className={styles['who']}>
        <OtherLanguages />
        {visitor === null ? (
          <Link to={path('sign-in')} className="link">
            {t('portal.signIn')}
          </Link>
        ) : (
          <>
            <span className={styles['name']}>{visitor.title || visitor.name}</span>
            <SignOut />
          </>
        )}
      </div>
    </nav>
  );
};

const SignOut = () => {
  const t = useT();
  const { client, slug, key } = usePortal();
  const cache = useCache();
  const leave = useWrite(async () => {
    await answer(client.DELETE('/api/portal/{space}/session', { params: { path: { space: slug } } }));
    await cache.renew(key('page'));
    cache.expire(key());
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={leave.busy}
      onClick={() => void leave.run(undefined).catch(() => undefined)}
    >
      {t('portal.signOut')}
    </Button>
  );
};

export default PortalPage;
