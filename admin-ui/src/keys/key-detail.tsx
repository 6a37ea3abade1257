import { Button, Group, Stack } from '@mantine/core';
import { useHub } from '../api/hub-context.tsx';
import type { ApiKey } from '../api/shapes.ts';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { CopyIcon } from '../show/copy-button.tsx';
import { Facts } from '../show/facts.tsx';
import { ExactTime } from '../show/time.tsx';
import { KeyState } from './key-state.tsx';
import { permissionWord } from './permission-words.ts';
import styles from './key-detail.module.css';

interface DetailProps {
  readonly apiKey: ApiKey;
  onRevoke(): void;
}

export const KeyDetail = ({ apiKey, onRevoke }: DetailProps) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const facts: [string, React.ReactNode][] = [
    [t('keys.state'), <KeyState key="state" state={apiKey.state} />],
    [t('keys.hint'), <code key="hint">{apiKey.hint}</code>],
    [t('keys.used'), <ExactTime key="used" at={apiKey.lastUsedAt} never={t('never')} />],
    [t('keys.expires'), <ExactTime key="expires" at={apiKey.expiresAt} never={t('keys.noExpiry')} />],
    [t('keys.createdAt'), <ExactTime key="created" at={apiKey.createdAt} />],
    [t('keys.createdBy'), apiKey.createdByName ?? apiKey.createdBy],
    ...(apiKey.revokedAt === null
      ? []
      : [
          [t('keys.revoked'), <ExactTime key="revoked" at={apiKey.revokedAt} />] as [string, React.ReactNode],
        ]),
    ...(apiKey.toolsets === null
      ? []
      : [
          [t('keys.toolsets'), apiKey.toolsets.map((name) => `/mcp/${name}`).join(', ')] as [
            string,
            React.ReactNode,
          ],
        ]),
    [
      t('keys.permissions'),
      <ul key="permissions" className={styles['permissions']}>
        {apiKey.permissions.map((permission) => (
          <li key={permission}>
            {permissionWord(t, permission)} <code className="muted">{permission}</code>
          </li>
        ))}
      </ul>,
    ],
    [
      'ID',
      <Group key="id" gap={4} wrap="nowrap">
        <code>{apiKey.id}</code>
        <CopyIcon value={apiKey.id} label={t('copy.id')} />
      </Group>,
    ],
  ];
  return (
    <Stack gap={16}>
      <Facts facts={facts} />
      {may('audit.read') && space !== null && (
        <Link to={spacePath(space, `audit?actor=${encodeURIComponent(apiKey.id)}`)} className="link">
          {t('keys.activity')}
        </Link>
      )}
      {may('keys.write') && apiKey.state === 'active' && (
        <Group>
          <Button size="xs" variant="default" onClick={onRevoke}>
            {t('keys.revoke')}
          </Button>
        </Group>
      )}
    </Stack>
  );
};
