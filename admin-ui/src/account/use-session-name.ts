import { useCallback } from 'react';
import type { SignInSession } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { browserName } from './browser-name.ts';

export const useSessionName = (): ((session: SignInSession) => string) => {
  const t = useT();
  return useCallback((session) => browserName(session.userAgent) ?? t('sessions.unknown'), [t]);
};
