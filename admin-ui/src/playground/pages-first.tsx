import { Button } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { isRecord } from '../schema-form/settle.ts';
import { PageAddress, pageIn } from './page-address.tsx';
import type { WireAnswer } from './wire/wire.ts';
import styles from './playground.module.css';

/** "First open these pages, then ask again", as servers with sessions say it. */
const pagesFirst = -32042;

interface Wanted {
  readonly page: URL;
  readonly message: string;
}

export const pagesWanted = ({ error }: WireAnswer): readonly Wanted[] => {
  if (error?.code !== pagesFirst || !isRecord(error.data)) return [];
  const { elicitations } = error.data;
  return (Array.isArray(elicitations) ? (elicitations as unknown[]) : []).filter(isRecord).flatMap((one) => {
    const page = pageIn(one['url']);
    return page === null ? [] : [{ page, message: typeof one['message'] === 'string' ? one['message'] : '' }];
  });
};

interface PagesProps {
  readonly wanted: readonly Wanted[];
  onAgain(): void;
}

export const PagesFirst = ({ wanted, onAgain }: PagesProps) => {
  const t = useT();
  return (
    <section className={styles['question']} aria-labelledby="pages-first">
      <h3 id="pages-first">{t('playground.pagesFirst')}</h3>
      <div className={styles['step']}>
        {wanted.map(({ page, message }, at) => (
          <div key={at}>
            <p className={styles['asking']}>{message}</p>
            <PageAddress page={page} />
          </div>
        ))}
        <p className="muted">{t('playground.pagesFirstText')}</p>
        <div>
          <Button size="xs" onClick={onAgain}>
            {t('playground.callAgain')}
          </Button>
        </div>
      </div>
    </section>
  );
};
