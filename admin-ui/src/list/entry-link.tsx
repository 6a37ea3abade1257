import { usePath } from '../location/router.tsx';
import { pageOfPath } from '../location/space-path.ts';
import { IconLink } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { CopyIcon } from '../show/copy-button.tsx';

/** The address of the entry alone: whoever gets it has no use for the sender's search and filters. */
export const EntryLink = ({ id }: { readonly id: string }) => {
  const t = useT();
  const address = `${window.location.origin}${pageOfPath(usePath())}/${encodeURIComponent(id)}`;
  return <CopyIcon value={address} label={t('entry.copyLink')} icon={IconLink} />;
};
