import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNavigate } from '../location/router.tsx';

interface LinkButtonProps extends ButtonProps {
  readonly to: string;
  readonly children: ReactNode;
  /** The key `c` presses it. */
  readonly creates?: boolean;
  /** Where what stands on it says too little by itself. */
  readonly label?: string;
}

/** Looks like a button and is a link: it can be opened in another tab. */
export const LinkButton = ({ to, creates, label, children, ...look }: LinkButtonProps) => {
  const navigate = useNavigate();
  return (
    <Button
      {...look}
      component="a"
      href={to}
      {...(label !== undefined && { 'aria-label': label })}
      data-create={creates === true || undefined}
      onClick={(event: React.MouseEvent) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </Button>
  );
};
