import type { Translate } from '../messages/translate.ts';

export const versionText = (t: Translate, version: number | null): string =>
  version === null ? t('runs.draft') : String(version);
