import { Button, Group, Modal, Stack } from '@mantine/core';
import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react';
import { useT } from '../messages/messages-context.tsx';
import { openHeldWay } from './held-way.ts';
import { WatchedWay, type NavigateOptions } from './router.tsx';

type Hold = () => () => void;
const HoldContext = createContext<Hold | null>(null);

/** Whoever has changed something and not saved it is asked before the page goes. */
export const LeaveGuard = (props: { readonly children: ReactNode }) => {
  const t = useT();
  const [asked, setAsked] = useState<(() => void) | null>(null);
  const [way] = useState(() => openHeldWay((go) => setAsked(() => go)));
  const onStep = useCallback(
    (to: string, options?: NavigateOptions) => {
      const stays = new URL(to, window.location.href).pathname === window.location.pathname;
      if (!way.isHeld() || stays) way.step(to, options);
      else setAsked(() => () => way.step(to, options));
    },
    [way],
  );
  useEffect(() => way.listen(), [way]);
  useEffect(() => {
    const onUnload = (event: BeforeUnloadEvent): void => {
      if (way.isHeld()) event.preventDefault();
    };
    window.addEventListener('beforeunload', onUnload);
    return () => window.removeEventListener('beforeunload', onUnload);
  }, [way]);
  const stay = (): void => setAsked(null);
  return (
    <HoldContext value={way.hold}>
      <WatchedWay way={way} onStep={onStep}>
        {props.children}
      </WatchedWay>
      <Modal
        opened={asked !== null}
        onClose={stay}
        title={t('leave.title')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Stack gap={16}>
          <p>{t('leave.text')}</p>
          <Group gap={8} justify="flex-end">
            <Button variant="default" onClick={stay} data-autofocus>
              {t('leave.stay')}
            </Button>
            <Button
              color="red.8"
              onClick={() => {
                stay();
                asked?.();
              }}
            >
              {t('leave.go')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </HoldContext>
  );
};

/** While something is not saved. */
export const useHeldPage = (unsaved: boolean): void => {
  const hold = useContext(HoldContext);
  useEffect(() => (unsaved ? hold?.() : undefined), [unsaved, hold]);
};
