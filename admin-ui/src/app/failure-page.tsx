import { Button, Group, Stack } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { CopyIcon } from '../show/copy-button.tsx';
import { failureCode, isOutdated } from './failure-code.ts';
import styles from './plain-page.module.css';

export const FailurePage = ({ error }: { readonly error: Error }) => {
  const t = useT();
  const code = failureCode(error);
  const outdated = isOutdated(error);
  return (
    <div className={styles['page']} role="alert">
      <Stack gap={12} align="flex-start">
        <h1>{outdated ? t('broken.outdated') : t('broken.title')}</h1>
        <p>{outdated ? t('broken.outdatedText') : t('broken.text')}</p>
        {!outdated && (
          <p className="muted">
            {t('failure.code')} <code>{code}</code>{' '}
            <CopyIcon value={`${code} ${error.message}`} label={t('failure.copyCode')} />
          </p>
        )}
        <Group gap={8}>
          <Button onClick={() => window.location.reload()}>{t('broken.reload')}</Button>
          <Button variant="default" component="a" href="/">
            {t('broken.home')}
          </Button>
        </Group>
      </Stack>
    </div>
  );
};
