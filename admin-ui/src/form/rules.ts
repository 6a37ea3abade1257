import type { Translate } from '../messages/translate.ts';

/** What a field needs, in words; null when it is right. The hub has the last word. */
export const missing = (t: Translate, value: string): string | null =>
  value.trim() === '' ? t('rule.missing') : null;

export const wrongEmail = (t: Translate, value: string): string | null =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? null : t('rule.email');

export const passwordLength = { min: 12, max: 256 } as const;

export const wrongPassword = (t: Translate, value: string): string | null =>
  value.length < passwordLength.min || value.length > passwordLength.max
    ? t('rule.password', { min: passwordLength.min })
    : null;

export const wrongSlug = (t: Translate, value: string): string | null =>
  /^[a-z0-9][a-z0-9-]{0,47}$/.test(value) ? null : t('rule.slug');

export const wrongCode = (t: Translate, value: string): string | null =>
  /^\d{6}$/.test(value.replaceAll(' ', '')) ? null : t('rule.code');
