import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useRead } from '../../api/queries.tsx';
import type { ImportPreview } from '../../api/shapes.ts';
import { useCancellable } from '../../api/use-cancellable.ts';
import { refusedFields } from '../../form/refused-fields.ts';
import { useNavigate } from '../../location/router.tsx';
import { useViewState } from '../../location/use-view-state.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { useNotices } from '../../show/notices.tsx';
import { PageHeader } from '../../show/page-header.tsx';
import { UnderWay } from '../../show/under-way.tsx';
import { Gallery } from './gallery.tsx';
import { ImportName } from './import-name.tsx';
import { importedPath, sayImported } from './imported.ts';
import { MistakePlace } from './mistake-place.tsx';
import { isConnectorName, nameOf } from './name-of.ts';
import { Preview } from './preview.tsx';
import { SourceFields } from './source-fields.tsx';
import { bodyOf, noSource, type Source } from './source.ts';
import styles from './import-page.module.css';

const textOf = ({ way, text, file }: Source): string | null =>
  way === 'paste'
    ? text
    : way === 'file' && file !== null && 'text' in file.content
      ? file.content.text
      : null;

const ImportPage = () => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const notices = useNotices();
  const again = useViewState().get('connector');
  const before = useRead(
    key('connectors', 'one', again),
    (signal) =>
      answer(client.GET('/api/connectors/{name}', { signal, params: { path: { name: again ?? '' } } })),
    { enabled: again !== null },
  ).data?.connector;
  const [typed, setSource] = useState<Source | null>(null);
  // Where it came from is most often where the next version comes from.
  const source = typed ?? { ...noSource, url: before?.sourceUrl ?? '' };
  const [missing, setMissing] = useState(false);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [name, setName] = useState(again ?? '');
  const [suggested, setSuggested] = useState('');
  const [tried, setTried] = useState(false);
  const look = useCancellable((given: Source, signal) =>
    answer(client.POST('/api/connectors/preview', { signal, body: bodyOf(given) ?? {} })),
  );
  const keep = useCancellable((given: Source, signal) =>
    answer(client.POST('/api/connectors/import', { signal, body: { ...bodyOf(given), name } })),
  );
  const work = look.busy ? look : keep.busy ? keep : null;
  const problem = keep.problem ?? look.problem;

  const change = (next: Source): void => {
    setSource(next);
    setMissing(false);
    setPreview(null);
  };
  const runPreview = (): void => {
    setMissing(bodyOf(source) === undefined);
    if (bodyOf(source) === undefined) return;
    setPreview(null);
    void look.run(source).then((found) => {
      if (found === undefined) return;
      setPreview(found);
      if (again !== null) return;
      const fitting = nameOf(found.result.title);
      setSuggested(fitting);
      // What a person has written stays; the name of a document that was looked at before does not.
      setName((before) => (before === '' || before === suggested ? fitting : before));
    });
  };
  const runImport = (): void => {
    setTried(true);
    if (!isConnectorName(name)) {
      document.querySelector<HTMLElement>('[data-path=name]')?.focus();
      return;
    }
    void keep.run(source).then((made) => {
      if (made === undefined) return;
      for (const noun of ['connectors', 'operations', 'versions']) cache.expire(key(noun));
      notices.done(sayImported(t, made));
      navigate(importedPath(space, made));
    });
  };

  return (
    <>
      <PageHeader
        title={again === null ? t('import.title') : t('import.againTitle', { name: again })}
        about={t(again === null ? 'import.about' : 'import.againText')}
      />
      <form
        className={styles['page']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (preview === null) runPreview();
          else runImport();
        }}
      >
        <div className={styles['narrow']}>
          <SourceFields source={source} error={missing ? t('rule.missing') : undefined} onChange={change} />
          {missing && source.way === 'file' && (
            <p role="alert" className={styles['wrong']}>
              {t('import.noFile')}
            </p>
          )}
          {preview !== null && (
            <ImportName
              name={name}
              fixed={again !== null}
              tried={tried}
              refused={refusedFields(t, keep.problem).find(({ path }) => path === 'name')?.message}
              onChange={setName}
            />
          )}
          {problem !== null && (
            <>
              <Failure
                quiet
                what={t(keep.problem === null ? 'import.previewFailed' : 'import.failed')}
                problem={problem}
              />
              <MistakePlace problem={problem} text={textOf(source)} inField={source.way === 'paste'} />
            </>
          )}
          <Group gap={8}>
            {preview !== null && (
              <Button type="submit" disabled={work !== null}>
                {t(again === null ? 'import.submit' : 'import.submitAgain')}
              </Button>
            )}
            <Button
              type={preview === null ? 'submit' : 'button'}
              variant={preview === null ? 'filled' : 'default'}
              disabled={work !== null}
              onClick={(event) => {
                event.preventDefault();
                runPreview();
              }}
            >
              {t('import.preview')}
            </Button>
            <UnderWay
              busy={work !== null}
              saying={t(look.busy ? 'import.reading' : 'import.importing')}
              onCancel={() => work?.cancel()}
            />
          </Group>
        </div>
        {preview !== null && <Preview key={preview.result.title} preview={preview} />}
      </form>
      {again === null && preview === null && <Gallery />}
    </>
  );
};

export default ImportPage;
