import { Button, Group } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';

interface ActionsProps {
  /** A verb: what happens to the thing. */
  readonly label: string;
  readonly busy: boolean;
  readonly onCancel?: () => void;
}

export const FormActions = ({ label, busy, onCancel }: ActionsProps) => {
  const t = useT();
  return (
    <Group gap={8} mt={4}>
      <Button type="submit" loading={busy}>
        {label}
      </Button>
      {onCancel !== undefined && (
        <Button variant="default" onClick={onCancel}>
          {t('cancel')}
        </Button>
      )}
    </Group>
  );
};
