import { Kbd, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { commandKey } from '../../shell/platform-keys.ts';
import type { Actions } from './actions.ts';
import type { ActionName } from './may-act.ts';
import type { Within } from './pluses-in.ts';
import {
  IconAdd,
  IconCopy,
  IconCut,
  IconDuplicate,
  IconEdit,
  IconFold,
  IconNext,
  IconPaste,
  IconRemove,
  IconUnwrap,
  IconWrap,
} from '../../look/icons.ts';
import styles from './canvas.module.css';

export interface MenuSpot {
  readonly x: number;
  readonly y: number;
}

interface MenuProps {
  readonly at: MenuSpot | null;
  readonly actions: Actions;
  onClose(): void;
}

interface Entry {
  readonly name: ActionName;
  readonly icon: ReactNode;
  readonly keys?: string;
  readonly apart?: true;
}

const size = 14;

const entries = (command: string): readonly Entry[] => [
  { name: 'open', icon: <IconNext size={size} />, keys: 'Enter' },
  { name: 'add', icon: <IconAdd size={size} />, keys: 'A' },
  { name: 'branch', icon: <IconAdd size={size} /> },
  { name: 'rename', icon: <IconEdit size={size} />, keys: 'F2' },
  { name: 'fold', icon: <IconFold size={size} />, keys: 'Space' },
  { name: 'copy', icon: <IconCopy size={size} />, keys: `${command} C`, apart: true },
  { name: 'cut', icon: <IconCut size={size} />, keys: `${command} X` },
  { name: 'paste', icon: <IconPaste size={size} />, keys: `${command} V` },
  { name: 'duplicate', icon: <IconDuplicate size={size} />, keys: `${command} D` },
  { name: 'wrapTry', icon: <IconWrap size={size} />, apart: true },
  { name: 'wrapFor', icon: <IconWrap size={size} /> },
  { name: 'wrapDo', icon: <IconWrap size={size} /> },
  { name: 'wrapFork', icon: <IconWrap size={size} /> },
  { name: 'unwrap', icon: <IconUnwrap size={size} /> },
  { name: 'remove', icon: <IconRemove size={size} />, keys: 'Delete', apart: true },
];

/** What can be done with the chosen steps. */
export const StepMenu = ({ at, actions, onClose }: MenuProps) => {
  const t = useT();
  const nameOf = ({ cases, open, role }: Within): string => {
    const names = [...(cases ?? []), ...(open ? [t('editor.canvas.otherwise')] : [])].join(', ');
    return cases === null ? t(`editor.canvas.addIn.${role ?? 'do'}`) : t('editor.canvas.addFor', { names });
  };
  const within = at === null ? [] : actions.within();
  return (
    <Menu
      opened={at !== null}
      onClose={onClose}
      position="bottom-start"
      offset={0}
      returnFocus={false}
      // On a small screen it is as high as there is room, and scrolls.
      middlewares={{ flip: true, shift: true, size: true }}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          className={styles['menuSpot']}
          style={{ left: at?.x ?? 0, top: at?.y ?? 0 }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('editor.canvas.menu')} className={styles['menu']}>
        {entries(commandKey())
          .filter(({ name }) => actions.may(name))
          .map(({ name, icon, keys, apart }, at) => [
            apart === true && at > 0 && <Menu.Divider key={`${name}.apart`} />,
            <Menu.Item
              key={name}
              leftSection={icon}
              {...(keys === undefined ? {} : { rightSection: <Kbd size="xs">{keys}</Kbd> })}
              {...(name === 'remove' ? { color: 'var(--mantine-color-error)' } : {})}
              onClick={() => actions.run(name)}
            >
              {t(`editor.canvas.action.${name}`)}
            </Menu.Item>,
            name === 'add' &&
              within.map((one) => (
                <Menu.Item
                  key={one.plus.id}
                  leftSection={<IconAdd size={size} />}
                  onClick={() => actions.addWithin(one)}
                >
                  {nameOf(one)}
                </Menu.Item>
              )),
          ])}
      </Menu.Dropdown>
    </Menu>
  );
};
