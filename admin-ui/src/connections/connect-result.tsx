import { CloseButton } from '@mantine/core';
import { useViewState } from '../location/use-view-state.ts';
import { IconFailed, IconSuccess } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import type { MessageKey } from '../messages/translate.ts';
import styles from './connections.module.css';

const reasons: Readonly<Record<string, MessageKey>> = {
  oauth_state_invalid: 'connect.stateInvalid',
  oauth_refused: 'connect.refused',
  oauth_failed: 'connect.providerFailed',
  egress_failed: 'connect.unreachable',
  egress_timeout: 'connect.unreachable',
  egress_refused: 'connect.egressRefused',
};

/** What came of a way to the provider and back; the address says it, and forgets it when it is closed. */
export const ConnectResult = () => {
  const t = useT();
  const view = useViewState();
  const result = view.get('result');
  if (result !== 'connected' && result !== 'failed') return null;
  const error = view.get('error') ?? '';
  const reason = view.get('reason');
  const good = result === 'connected';
  const why = reason === 'access_denied' ? 'connect.denied' : (reasons[error] ?? 'connect.otherReason');
  return (
    <div className={styles['result']} role={good ? 'status' : 'alert'} data-good={good || undefined}>
      {good ? <IconSuccess size={16} aria-hidden /> : <IconFailed size={16} aria-hidden />}
      <div>
        <p className={styles['title']}>{t(good ? 'connect.connected' : 'connect.failed')}</p>
        {!good && (
          <p>
            {t(why)}{' '}
            {error !== '' && <code className="muted">{[error, reason].filter(Boolean).join(' ')}</code>}
          </p>
        )}
      </div>
      <CloseButton
        ml="auto"
        aria-label={t('close')}
        onClick={() => view.set({ result: null, error: null, reason: null })}
      />
    </div>
  );
};
