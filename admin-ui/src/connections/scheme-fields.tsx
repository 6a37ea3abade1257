import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Connection, SchemeForm } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { AuthFieldInput } from './auth-field.tsx';
import { formOf, type Entry } from './entry.ts';
import styles from './connections.module.css';

interface SchemeProps {
  readonly scheme: SchemeForm;
  readonly entry: Entry;
  readonly before: Connection | undefined;
  errorAt(path: string): string | undefined;
  onChange(entry: Entry): void;
}

/** The fields of one scheme; what is seldom needed is a step away. */
export const SchemeFields = ({ scheme, entry, before, errorAt, onChange }: SchemeProps) => {
  const t = useT();
  const [all, setAll] = useState(false);
  const [typed, setTyped] = useState('');
  const { name } = scheme;
  const form = formOf(scheme, entry);
  const fields = form?.fields ?? [];
  const scopes = entry.alternative[name] ?? [];
  const valueOf = (field: (typeof fields)[number]): string =>
    (field.secret ? entry.secrets : entry.settings)[name]?.[field.name] ??
    (field.name === 'grant' ? (form?.grant ?? '') : '');
  const placeOf = (field: (typeof fields)[number]): string =>
    `${field.secret ? 'secrets' : 'settings'}.${name}.${field.name}`;
  const usual = (field: (typeof fields)[number]): boolean =>
    field.required ||
    field.secret ||
    field.name === 'grant' ||
    field.name === 'password' ||
    valueOf(field) !== '' ||
    errorAt(placeOf(field)) !== undefined;
  const shown = all ? fields : fields.filter(usual);
  const set = (field: (typeof fields)[number], value: string): void => {
    const part = field.secret ? 'secrets' : 'settings';
    onChange({
      ...entry,
      [part]: { ...entry[part], [name]: { ...entry[part][name], [field.name]: value } },
    });
  };
  const setScopes = (next: readonly string[]): void =>
    onChange({ ...entry, alternative: { ...entry.alternative, [name]: next } });
  const asks = form?.grant !== null && form?.grant !== 'given';
  const offered = [...new Set([...Object.keys(scheme.scopes), ...scopes])];
  const add = (): void => {
    const more = typed.split(/\s+/).filter((one) => one !== '' && !scopes.includes(one));
    if (more.length > 0) setScopes([...scopes, ...more]);
    setTyped('');
  };
  return (
    <fieldset className={styles['scheme']}>
      <legend>{name}</legend>
      <div className={styles['fields']}>
        {scheme.description !== null && scheme.description !== '' && (
          <p className="muted any-break">{scheme.description.slice(0, 400)}</p>
        )}
        {shown.map((field) => (
          <AuthFieldInput
            key={field.name}
            field={field}
            place={placeOf(field)}
            value={valueOf(field)}
            error={errorAt(placeOf(field))}
            held={field.secret ? before?.secrets[name]?.[field.name]?.hint : undefined}
            onChange={(value) => set(field, value)}
          />
        ))}
        {shown.length < fields.length && (
          <div>
            <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
              {t('field.more', { count: fields.length - shown.length })}
            </Button>
          </div>
        )}
        {asks && (
          <div role="group" aria-label={t('connections.askScopes')}>
            <p style={{ fontWeight: 600 }}>{t('connections.askScopes')}</p>
            <div className={styles['scopes']}>
              {offered.map((scope) => (
                <Checkbox
                  key={scope}
                  size="xs"
                  label={<code>{scope}</code>}
                  description={scheme.scopes[scope]}
                  checked={scopes.includes(scope)}
                  onChange={(event) =>
                    setScopes(
                      event.currentTarget.checked
                        ? [...scopes, scope]
                        : scopes.filter((one) => one !== scope),
                    )
                  }
                />
              ))}
            </div>
            <TextInput
              mt={8}
              size="xs"
              aria-label={t('connections.otherScope')}
              placeholder={t('connections.otherScope')}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              onBlur={add}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                add();
              }}
            />
          </div>
        )}
      </div>
    </fieldset>
  );
};
