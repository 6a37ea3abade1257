import { useEffect } from 'react';
import { answer } from '../api/hub-client.ts';
import { useRead } from '../api/queries.tsx';
import type { PublicApi } from '../api/shapes.ts';
import { Link } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { CopyIcon } from '../show/copy-button.tsx';
import { Failure } from '../show/failure.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { ApiReference } from './api-reference.tsx';
import { CodeBox } from './code-box.tsx';
import { curlStart } from './portal-curl.ts';
import { usePortal } from './use-portal.tsx';
import { useLimitWords } from './use-limit-words.ts';
import { WaysIn } from './ways-in.tsx';
import styles from './portal.module.css';

/** One API: where it is, how its callers show who they are, how often they may, and its document to read. */
export const ApiPage = ({ name }: { readonly name: string }) => {
  const t = useT();
  const { client, slug, key, portal, path } = usePortal();
  const { data, problem, busy, reload } = useRead(
    key('api', name),
    (signal) =>
      answer(
        client.GET('/api/portal/{space}/apis/{api}', {
          ...{ signal, params: { path: { space: slug, api: name } } },
        }),
      ),
    { fresh: true },
  );
  const title = data?.title;
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · ${portal.title}`;
  }, [title, portal.title]);
  const back = (
    <Link to={path()} className="link">
      {t('portal.apis')}
    </Link>
  );
  if (data === undefined)
    return problem === null ? (
      <PageSkeleton />
    ) : (
      <>
        {back}
        <h1>{t(problem.status === 404 ? 'portal.noApi' : 'portal.api')}</h1>
        {problem.status !== 404 && (
          <Failure what={t('portal.apiFailed')} problem={problem} onRetry={reload} retrying={busy} />
        )}
      </>
    );
  return (
    <>
      {back}
      <h1>{data.title}</h1>
      {data.about !== '' && <p className={`${styles['about']} any-break`}>{data.about}</p>}
      <Addresses api={data} />
      <h2 className={styles['heading']}>{t('portal.auth')}</h2>
      <WaysIn api={data} />
      <Limits api={data} />
      {data.documented ? <ApiReference api={data} /> : <FirstCall api={data} />}
    </>
  );
};

const Addresses = ({ api }: { readonly api: PublicApi }) => {
  const t = useT();
  return (
    <>
      <h2 className={styles['heading']}>{t('portal.addresses')}</h2>
      <ul className={styles['places']}>
        {api.endpoints.flatMap(({ urls, methods, paths, scopes }, at) =>
          (paths.length === 0 ? ['/*'] : paths).map((place) => {
            const address = `${urls[0] ?? ''}${place}`;
            return (
              <li key={`${at} ${place}`}>
                <span className="muted mono">
                  {methods.length === 0 ? t('gateway.anyMethod') : methods.join(', ')}
                </span>{' '}
                <code className="any-break">{address}</code>{' '}
                <CopyIcon value={address} label={t('portal.copyAddress', { address })} />
                {scopes.length > 0 && (
                  <span className="muted small"> {t('portal.needs', { scopes: scopes.join(', ') })}</span>
                )}
              </li>
            );
          }),
        )}
      </ul>
      {api.endpoints.every(({ urls }) => urls.length === 0) && (
        <p className="muted">{t('portal.notListening')}</p>
      )}
    </>
  );
};

const Limits = ({ api }: { readonly api: PublicApi }) => {
  const t = useT();
  const words = useLimitWords();
  if (api.limits.length === 0) return null;
  return (
    <>
      <h2 className={styles['heading']}>{t('portal.limits')}</h2>
      <ul className={styles['places']}>
        {api.limits.map((limit, at) => (
          <li key={at}>{words(limit)}</li>
        ))}
      </ul>
    </>
  );
};

/** Where no document says more. */
const FirstCall = ({ api }: { readonly api: PublicApi }) => {
  const t = useT();
  const [first] = api.endpoints;
  const url = first?.urls[0];
  if (first === undefined || url === undefined) return null;
  const method = first.methods[0] ?? 'GET';
  const place = (first.paths[0] ?? '/').replace(/\*$/, '');
  return (
    <>
      <h2 className={styles['heading']}>{t('portal.firstCall')}</h2>
      <CodeBox
        text={curlStart(api, { method, url: `${url}${place}` }).join(' \\\n')}
        label={t('portal.copyCurl')}
      />
    </>
  );
};
