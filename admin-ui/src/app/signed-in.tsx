import { useEffect, type ReactNode } from 'react';
import { HubProvider } from '../api/hub-context.tsx';
import type { Me } from '../api/shapes.ts';
import { LiveProvider } from '../live/live-context.tsx';
import { Redirect, usePath } from '../location/router.tsx';
import { spaceOfPath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { readKept, writeKept } from '../session/kept.ts';
import { membershipOf, useMe } from '../session/me.ts';
import { PreferencesSync } from '../session/preferences-sync.tsx';
import { SessionWatch, signInPath } from '../session/session-watch.tsx';
import { Shell } from '../shell/shell.tsx';
import { Failure } from '../show/failure.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { SpacePages } from './space-pages.tsx';

/** The space of the address; else the one that was open last; else any. */
const spaceFor = (me: Me, named: string | null): string | null =>
  [named, readKept('space')].find((slug) => membershipOf(me, slug ?? null) !== undefined) ??
  me.spaces[0]?.slug ??
  null;

export const SignedIn = () => {
  const t = useT();
  const path = usePath();
  const { data: me, problem, busy, reload } = useMe();
  const named = spaceOfPath(path);
  const space = me === undefined ? null : spaceFor(me, named);
  useEffect(() => {
    if (space !== null && space === named) writeKept('space', space);
  }, [space, named]);
  if (me === undefined) {
    if (problem === null) return <PageSkeleton />;
    if (problem.status === 401) return <Redirect to={signInPath(false)} replace />;
    return (
      <main>
        <Failure what={t('start.failed')} problem={problem} onRetry={reload} retrying={busy} />
      </main>
    );
  }
  return (
    <HubProvider space={space}>
      <SessionWatch />
      <PreferencesSync />
      <WithNews space={space}>
        <Shell>
          <SpacePages key={space} space={space} foreign={named !== null && named !== space} />
        </Shell>
      </WithNews>
    </HubProvider>
  );
};

const WithNews = (props: { readonly space: string | null; readonly children: ReactNode }) =>
  props.space === null ? props.children : <LiveProvider space={props.space}>{props.children}</LiveProvider>;
