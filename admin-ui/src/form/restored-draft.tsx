import { Button, Group } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import type { HubForm } from './use-hub-form.ts';

/** Says that the form holds what was typed earlier, and how to be rid of it. */
export const RestoredDraft = <Values extends Record<string, unknown>>(props: {
  readonly form: HubForm<Values>;
}) => {
  const t = useT();
  if (!props.form.restored) return null;
  return (
    <Group gap={8} role="status">
      <span className="muted">{t('form.restored')}</span>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={props.form.discard}>
        {t('form.discard')}
      </Button>
    </Group>
  );
};
