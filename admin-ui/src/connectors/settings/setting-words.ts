import { useCallback } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import type { MessageKey } from '../../messages/translate.ts';
import type { FieldWords } from '../../schema-form/form-context.ts';

interface Words {
  readonly label: MessageKey;
  readonly about?: MessageKey;
}

const known: Readonly<Record<string, Words>> = {
  limits: { label: 'setting.limits', about: 'setting.limitsText' },
  'limits/perSecond': { label: 'setting.perSecond' },
  'limits/perMinute': { label: 'setting.perMinute' },
  'limits/waitSeconds': { label: 'setting.waitSeconds', about: 'setting.waitSecondsText' },
  retry: { label: 'setting.retry', about: 'setting.retryText' },
  'retry/attempts': { label: 'setting.attempts' },
  'retry/statuses': { label: 'setting.statuses' },
  'retry/firstDelayMs': { label: 'setting.firstDelay' },
  'retry/maxDelayMs': { label: 'setting.maxDelay' },
  'retry/unsafe': { label: 'setting.unsafe', about: 'setting.unsafeText' },
  timeoutSeconds: { label: 'setting.timeout' },
  idempotencyHeader: { label: 'setting.idempotencyHeader', about: 'setting.idempotencyHeaderText' },
  headers: { label: 'setting.headers', about: 'setting.headersText' },
  validate: { label: 'setting.validate', about: 'setting.validateText' },
  maxAnswerMb: { label: 'setting.maxAnswer' },
  testOperation: { label: 'setting.testOperation', about: 'setting.testOperationText' },
  operations: { label: 'setting.operations', about: 'setting.operationsText' },
  paging: { label: 'setting.paging', about: 'setting.pagingText' },
  readOnly: { label: 'setting.readOnly' },
  idempotent: { label: 'setting.idempotent' },
  destructive: { label: 'setting.destructive' },
  sensitive: { label: 'setting.sensitive', about: 'setting.sensitiveText' },
  'sensitive/input': { label: 'setting.sensitiveInput' },
  'sensitive/output': { label: 'setting.sensitiveOutput' },
  'paging/argument': { label: 'setting.pagingArgument', about: 'setting.pagingArgumentText' },
  'paging/next': { label: 'setting.pagingNext', about: 'setting.pointerText' },
  'paging/items': { label: 'setting.pagingItems', about: 'setting.pointerText' },
  'paging/first': { label: 'setting.pagingFirst' },
  'paging/size': { label: 'setting.pagingSize' },
  'paging/sure': { label: 'setting.pagingSure', about: 'setting.pagingSureText' },
  'paging/kind': { label: 'setting.pagingKind' },
};

/** The words of a setting, by its place; those of an operation stand below its name. */
export const useSettingWords = (): ((pointer: string) => FieldWords | undefined) => {
  const t = useT();
  return useCallback(
    (pointer: string) => {
      const words = known[pointer.slice(1).replace(/^operations\/[^/]+\//, '')];
      if (words === undefined) return undefined;
      return {
        label: t(words.label),
        ...(words.about === undefined ? {} : { about: t(words.about) }),
      };
    },
    [t],
  );
};
