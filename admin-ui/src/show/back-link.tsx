import { useHub } from '../api/hub-context.tsx';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import type { MessageKey } from '../messages/translate.ts';

/** From a page of one thing to the list of all of them. */
export const BackLink = ({ to, label }: { readonly to: string; readonly label: MessageKey }) => {
  const t = useT();
  const { space } = useHub();
  return (
    <Link to={spacePath(space ?? '', to)} className="link">
      {t(label)}
    </Link>
  );
};
