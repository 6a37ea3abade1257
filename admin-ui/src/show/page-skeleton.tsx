import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { useLate } from './use-late.ts';

/** Where a page will be: its title and a few lines, once it is worth saying that it takes a moment. */
export const PageSkeleton = () => {
  const t = useT();
  const late = useLate(true);
  return (
    <div role="status">
      <VisuallyHidden>{late ? t('loading') : ''}</VisuallyHidden>
      {late && (
        <Stack gap={12} p={24} aria-hidden>
          <Skeleton h={28} w={200} />
          <Skeleton h={16} w="60%" />
          <Skeleton h={16} w="75%" />
          <Skeleton h={16} w="50%" />
        </Stack>
      )}
    </div>
  );
};
