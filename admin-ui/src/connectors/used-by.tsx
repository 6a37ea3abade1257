import { useHub } from '../api/hub-context.tsx';
import { flowPath } from '../flows/flow-path.ts';
import { Link } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { toolsetPath } from '../toolsets/toolset-path.ts';
import styles from './connector-page.module.css';

export interface Users {
  readonly flows: readonly string[];
  readonly toolsets: readonly { readonly name: string; readonly state: 'in use' | 'draft' }[];
}

export const isUsed = ({ flows, toolsets }: Users): boolean => flows.length + toolsets.length > 0;

/** Which flows and toolsets name something: what changes for them when it does. */
export const UsedBy = ({ users }: { readonly users: Users }) => {
  const t = useT();
  const { space } = useHub();
  if (!isUsed(users)) return <span className="muted">{t('usedBy.nothing')}</span>;
  return (
    <ul className={styles['plain']}>
      {users.flows.map((flow) => (
        <li key={`flow ${flow}`} className="any-break">
          <Link to={flowPath(space, flow)} className="link">
            {flow}
          </Link>{' '}
          <span className="muted">{t('usedBy.flow')}</span>
        </li>
      ))}
      {users.toolsets.map(({ name, state }) => (
        <li key={`toolset ${name}`} className="any-break">
          <Link to={toolsetPath(space, name)} className="link">
            {name}
          </Link>{' '}
          <span className="muted">{t(state === 'draft' ? 'usedBy.toolsetDraft' : 'usedBy.toolset')}</span>
        </li>
      ))}
    </ul>
  );
};
