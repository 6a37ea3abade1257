import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { IconSearch } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import type { Property } from './control.ts';
import { pointerTo } from './pointer.ts';
import { useSchemaForm } from './form-context.ts';
import { isRecord } from './settle.ts';
import { without } from './without.ts';
import styles from './schema-form.module.css';

interface ObjectProps {
  readonly properties: readonly Property[];
  readonly pointer: string;
  readonly value: unknown;
  /** Nothing is a step away. */
  readonly whole?: boolean;
  onChange(value: unknown): void;
}

interface Search {
  readonly words: string;
  /** Fields that were filled in when it began. */
  readonly before: ReadonlySet<string>;
}

/** So many optional fields stand there at once; more are a step away. */
const shownOptional = 5;
/** Where more are a step away, they are searched rather than looked through. */
const mostUnsearched = 20;
const mostFound = 20;

/** The fields of an object: what must be said first, then what has been said, then what may be. */
export const ObjectFields = ({ properties, pointer, value, whole = false, onChange }: ObjectProps) => {
  const t = useT();
  const { Field } = useSchemaForm();
  const [all, setAll] = useState(whole);
  // What was there when the form was drawn stays in view, also when it is emptied.
  const [first] = useState(() => new Set(Object.keys(isRecord(value) ? value : {})));
  const held = isRecord(value) ? value : {};
  // What is found stays where it is found while it is filled in.
  const [{ words, before }, setSearch] = useState<Search>({ words: '', before: new Set() });
  const needed = properties.filter(({ required }) => required);
  const optional = properties.filter(({ required }) => !required);
  const few = optional.length <= shownOptional + 1;
  const stands = ({ name }: Property): boolean =>
    first.has(name) || (words === '' ? held[name] !== undefined : before.has(name));
  const shown = all || few ? optional : optional.filter(stands);
  const hidden = optional.length - shown.length;
  const searched = hidden > mostUnsearched || words !== '';
  const hits = all || words.trim() === '' ? [] : found(optional, words).filter((one) => !stands(one));
  const set = (name: string, next: unknown): void => {
    onChange(next === undefined ? without(held, name) : { ...held, [name]: next });
  };
  const draw = ({ name, schema, required }: Property) => (
    <Field
      key={name}
      label={name}
      pointer={pointerTo(pointer, name)}
      schema={schema}
      value={held[name]}
      required={required}
      onChange={(next) => set(name, next)}
    />
  );
  return (
    <div className={styles['fields']}>
      {[...needed, ...shown].map(draw)}
      {searched && !all && (
        <TextInput
          type="search"
          size="xs"
          aria-label={t('field.find')}
          placeholder={t('field.find')}
          leftSection={<IconSearch size={14} />}
          value={words}
          onChange={({ currentTarget }) =>
            setSearch({ words: currentTarget.value, before: new Set(Object.keys(held)) })
          }
        />
      )}
      {hits.slice(0, mostFound).map(draw)}
      {words.trim() !== '' && !all && hits.length === 0 && (
        <p className="muted small" role="status">
          {t('field.findNothing', { words: words.trim() })}
        </p>
      )}
      {hidden > 0 && (
        <div>
          <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
            {t('field.more', { count: hidden })}
          </Button>
        </div>
      )}
    </div>
  );
};

/** By what a field is called and what is said of it. */
const found = (properties: readonly Property[], words: string): readonly Property[] => {
  const wanted = words.trim().toLowerCase();
  return properties.filter(({ name, schema }) =>
    [name, ...(isRecord(schema) ? [schema['title'], schema['description']] : [])].some(
      (text) => typeof text === 'string' && text.toLowerCase().includes(wanted),
    ),
  );
};
