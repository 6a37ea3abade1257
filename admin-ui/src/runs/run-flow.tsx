import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Flow } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import { IconTry } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { RunForm } from './run-form.tsx';

/** The button that runs a flow: with what it takes, as it is in use or as it is being written. */
export const RunFlow = ({ flow }: { readonly flow: Pick<Flow, 'name' | 'published'> }) => {
  const t = useT();
  const may = useMay();
  const [opened, setOpened] = useState(false);
  const close = (): void => setOpened(false);
  if (!may('flows.run')) return null;
  return (
    <>
      <Button size="xs" leftSection={<IconTry size={14} />} onClick={() => setOpened(true)}>
        {t('runs.begin')}
      </Button>
      <SideSheet opened={opened} title={t('runs.beginTitle', { flow: flow.name })} onClose={close}>
        <RunForm flow={flow.name} version={flow.published?.number ?? 'draft'} onCancel={close} />
      </SideSheet>
    </>
  );
};
