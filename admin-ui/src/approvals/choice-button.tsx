import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';

interface ChoiceProps extends ButtonProps {
  readonly type?: 'submit';
  readonly autoFocus?: boolean;
  readonly children: ReactNode;
  onClick?(): void;
}

/** What stands on it is written by whoever asks: it may take several lines. */
export const ChoiceButton = (props: ChoiceProps) => (
  <Button
    h="auto"
    mih={36}
    py={6}
    styles={{
      label: {
        height: 'auto',
        lineHeight: 1.4,
        overflow: 'visible',
        overflowWrap: 'anywhere',
        textAlign: 'start',
        whiteSpace: 'normal',
      },
    }}
    {...props}
  />
);
