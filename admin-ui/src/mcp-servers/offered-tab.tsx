import type { McpServerFacts } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { Facts } from '../show/facts.tsx';
import { JsonTree } from '../show/json-tree.tsx';
import styles from '../toolsets/toolsets.module.css';

type Item = McpServerFacts['resources'][number];

const text = (item: Item, ...names: readonly string[]): string =>
  names
    .map((name) => item[name])
    .find((value): value is string => typeof value === 'string' && value !== '') ?? '';

/** What a server offers besides tools, and what it says of itself. */
export const OfferedTab = ({ facts }: { readonly facts: McpServerFacts }) => {
  const t = useT();
  const { about, instructions, capabilities, resources, templates, prompts, skipped } = facts;
  return (
    <div className={styles['wide']}>
      {instructions !== null && (
        <section className={styles['panel']} aria-label={t('toolsets.instructions')}>
          <h2>{t('toolsets.instructions')}</h2>
          <pre className={styles['text']} tabIndex={0} role="group" aria-label={t('toolsets.instructions')}>
            {instructions}
          </pre>
        </section>
      )}
      <Items
        title={t('mcpServers.resources')}
        items={[...resources, ...templates]}
        names={['uri', 'uriTemplate']}
      />
      <Items title={t('mcpServers.prompts')} items={prompts} names={['name']} />
      {skipped.length > 0 && (
        <section className={styles['panel']} aria-label={t('mcpServers.skipped')}>
          <h2>{t('mcpServers.skipped')}</h2>
          <Facts facts={skipped.map(({ what, name, reason }) => [`${what} ${name}`, reason])} />
        </section>
      )}
      <section className={styles['panel']} aria-label={t('mcpServers.itself')}>
        <h2>{t('mcpServers.itself')}</h2>
        <JsonTree value={{ server: about, capabilities }} label={t('mcpServers.itself')} />
      </section>
    </div>
  );
};

interface ItemsProps {
  readonly title: string;
  readonly items: readonly Item[];
  /** Which of its fields names it. */
  readonly names: readonly string[];
}

const mostShown = 200;

const Items = ({ title, items, names }: ItemsProps) => {
  const t = useT();
  return (
    <section className={styles['panel']} aria-label={title}>
      <h2>
        {title} <span className="muted">{items.length}</span>
      </h2>
      {items.length === 0 ? (
        <p className="muted">{t('mcpServers.none')}</p>
      ) : (
        <ul className={styles['findings']}>
          {items.slice(0, mostShown).map((item, at) => (
            <li key={`${at} ${text(item, ...names)}`} style={{ padding: '6px 0' }}>
              <code className="any-break">{text(item, ...names)}</code>{' '}
              <span>{text(item, 'title', ...(names.includes('name') ? [] : ['name']))}</span>
              <p className="muted any-break">{text(item, 'description')}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};
