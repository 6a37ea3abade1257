import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useT } from '../messages/messages-context.tsx';

interface SheetProps {
  readonly opened: boolean;
  readonly title: string;
  /** For forms that show something beside what is filled in. */
  readonly wide?: boolean;
  readonly children: ReactNode;
  onClose(): void;
}

/** Where something is made: beside the page, in place. */
export const SideSheet = ({ opened, title, wide = false, children, onClose }: SheetProps) => {
  const t = useT();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      size={wide ? 720 : 480}
      padding="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {children}
    </Drawer>
  );
};
