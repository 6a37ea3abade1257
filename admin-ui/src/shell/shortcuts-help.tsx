import { Kbd, Modal, Stack, Switch } from '@mantine/core';
import { Fragment, useState } from 'react';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { writeKept } from '../session/kept.ts';
import { navigationEntries } from './navigation.ts';
import { commandKey } from './platform-keys.ts';
import { singleKeysOn } from './use-shortcuts.ts';
import styles from './shortcuts-help.module.css';

interface HelpProps {
  readonly opened: boolean;
  onClose(): void;
}

export const ShortcutsHelp = ({ opened, onClose }: HelpProps) => {
  const t = useT();
  const may = useMay();
  const [on, setOn] = useState(singleKeysOn);
  const shortcuts: readonly (readonly [string, readonly string[]])[] = [
    [t('shortcuts.palette'), [commandKey(), 'K']],
    [t('shortcuts.search'), ['/']],
    [t('shortcuts.create'), ['C']],
    [t('shortcuts.rows'), ['↑', '↓', 'K', 'J']],
    [t('shortcuts.first'), [t('shortcuts.home'), t('shortcuts.end')]],
    [t('shortcuts.select'), ['X']],
    [t('shortcuts.open'), ['Enter']],
    [t('shortcuts.addTool'), ['+']],
    [t('shortcuts.moveTool'), ['Alt', '↑', '↓']],
    [t('shortcuts.takeTool'), [t('shortcuts.delete')]],
    [t('shortcuts.close'), ['Esc']],
    ...navigationEntries
      .filter(({ permission }) => may(permission))
      .map(({ label, go }) => [t('shortcuts.go', { page: t(label) }), ['G', go.toUpperCase()]] as const),
    [t('shortcuts.help'), ['?']],
  ];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack gap={16}>
        <dl className={styles['keys']}>
          {shortcuts.map(([what, keys]) => (
            <Fragment key={what}>
              <dt>{what}</dt>
              <dd>
                {keys.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </dd>
            </Fragment>
          ))}
        </dl>
        <Switch
          label={t('shortcuts.single')}
          description={t('shortcuts.singleText')}
          checked={on}
          onChange={(event) => {
            const next = event.currentTarget.checked;
            setOn(next);
            writeKept('shortcuts', next ? null : 'off');
          }}
        />
      </Stack>
    </Modal>
  );
};
