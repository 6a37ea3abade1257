import { Button } from '@mantine/core';
import { useViewState } from '../location/use-view-state.ts';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { CreateKeySheet } from './create-key-sheet.tsx';
import { KeyList } from './key-list.tsx';

const KeysPage = () => {
  const t = useT();
  const may = useMay();
  const view = useViewState();
  const create = may('keys.write') ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('keys.create')}
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader title={t('nav.keys')} about={t('keys.about')} actions={create} />
      <KeyList create={create} />
      <CreateKeySheet
        opened={view.get('new') !== null && may('keys.write')}
        onClose={() => view.set({ new: null })}
      />
    </>
  );
};

export default KeysPage;
