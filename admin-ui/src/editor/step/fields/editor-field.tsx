import { useRef, useState } from 'react';
import { useT } from '../../../messages/messages-context.tsx';
import { controlOf, type Control } from '../../../schema-form/control.ts';
import { useFieldAbout } from '../../../schema-form/field-about.tsx';
import { useSchemaForm, type FieldProps } from '../../../schema-form/form-context.ts';
import { settle } from '../../../schema-form/settle.ts';
import { pickType } from '../data/pick-type.ts';
import { jqOf, literalOf } from '../expression/convert.ts';
import { ExpressionField } from '../expression/expression-field.tsx';
import { asExpression, expressionIn } from '../expression/template.ts';
import { Controlled, isOwnControl } from './controlled.tsx';
import { useFieldScope } from './field-scope.ts';
import { LiteralField } from './literal-field.tsx';
import { wantsExpression } from './wants.ts';
import styles from '../step.module.css';

/** A field of the editor: what the schema asks for, or an expression that gives it. */
export const EditorField = (props: FieldProps) => {
  const { definitions } = useSchemaForm();
  const schema = settle(props.schema, definitions);
  const own = schema['x-control'];
  if (isOwnControl(own)) return <Controlled {...props} own={own} />;
  // A form of a choice is what it is, whatever is said of the choice.
  if (schema['x-literal'] === true && schema['x-expression'] !== true) return <LiteralField {...props} />;
  return <EitherField {...props} wants={wantsExpression(schema)} />;
};

interface EitherProps extends FieldProps {
  /** Whether a text stands for an expression here also without its signs. */
  readonly wants: 'always' | 'bare' | 'marked';
}

const EitherField = (props: EitherProps) => {
  const { value, label, pointer, schema, wants, required, onChange } = props;
  const t = useT();
  const { definitions, onLeave } = useSchemaForm();
  const scope = useFieldScope();
  const about = useFieldAbout(props);
  const { kind } = controlOf(schema, definitions);
  const bare = wants !== 'marked' && typeof value === 'string';
  const marked = typeof value === 'string' ? expressionIn(value) : undefined;
  const source = marked ?? (bare ? value.trim() : undefined);
  // Chosen, and nothing written yet.
  const [begun, setBegun] = useState<string | null>(null);
  const [fresh, setFresh] = useState(false);
  // What the field was before it was switched: one click back gives it again.
  const before = useRef<{ readonly literal?: unknown; readonly source?: string }>({});
  const usual = wants !== 'marked' && value === undefined;
  const shown = source ?? begun ?? (usual ? '' : undefined);

  const write = (next: string): void => {
    setBegun(next);
    // An empty text keeps the place for what comes.
    if (next.trim() === '') {
      if (value !== '') onChange(undefined);
    }
    // Whoever writes expressions without the signs keeps doing so.
    else onChange(bare && marked === undefined && value !== '' ? next : asExpression(next));
  };
  const toExpression = (given?: string): void => {
    before.current = { ...before.current, literal: value };
    const next = given ?? before.current.source ?? (value === undefined || value === '' ? '' : jqOf(value));
    setFresh(true);
    write(next);
  };
  const toLiteral = (): void => {
    const { literal } = before.current;
    before.current = { ...before.current, source: shown ?? '' };
    const held = literalOf(shown ?? '');
    setBegun(null);
    setFresh(false);
    const kept = literal ?? held?.value;
    // Something stays where it stands in the text: what is typed next goes there.
    onChange(kept ?? (wants === 'bare' ? {} : kind === 'text' && value !== undefined ? '' : undefined));
  };
  const insert = (path: string): void => toExpression(path);
  const isExpression = shown !== undefined;
  const name = about.label;
  return (
    <div
      className={styles['field']}
      onFocusCapture={(event) => {
        if (isExpression || isWithin(event)) return;
        const target = placeOf(event);
        scope.aim({ label: name, insert: insertOf(target, { kind, value, onChange, insert }) });
      }}
      onKeyDownCapture={(event) => {
        if (event.key !== '=' || isExpression || scope.readOnly || isWithin(event)) return;
        const { target } = event;
        if (!isTextField(target) || target.selectionStart !== 0) return;
        event.preventDefault();
        event.stopPropagation();
        toExpression();
      }}
      onDragOver={(event) => {
        if (!isExpression && event.dataTransfer.types.includes(pickType)) event.preventDefault();
      }}
      onDrop={(event) => {
        const path = event.dataTransfer.getData(pickType);
        if (isExpression || path === '') return;
        event.preventDefault();
        event.stopPropagation();
        const target = placeOf(event);
        if (scope.drop()) insertOf(target, { kind, value, onChange, insert })(path);
      }}
      data-field={pointer}
    >
      {wants !== 'always' && !scope.readOnly && (
        <button
          type="button"
          className={styles['switch']}
          aria-pressed={isExpression}
          aria-label={t('editor.step.asExpression', { name })}
          title={t(isExpression ? 'editor.step.toLiteral' : 'editor.step.toExpression')}
          onClick={() => (isExpression ? toLiteral() : toExpression())}
        />
      )}
      {isExpression ? (
        <ExpressionField
          label={name}
          description={about.description}
          pointer={pointer}
          source={shown}
          required={required}
          fresh={fresh}
          problem={about.problem}
          onChange={write}
          onLeave={() => onLeave(pointer)}
        />
      ) : (
        <LiteralField {...props} kind={kind} label={label} />
      )}
    </div>
  );
};

interface Wrapped {
  readonly currentTarget: Element;
  readonly target: EventTarget;
}

/** Fields hold fields: what happens in an inner one is its own. */
const isWithin = ({ currentTarget, target }: Wrapped): boolean =>
  target instanceof Element && target.closest('[data-field]') !== currentTarget;

const isTextField = (target: EventTarget): target is HTMLInputElement | HTMLTextAreaElement =>
  (target instanceof HTMLInputElement && ['text', 'url', 'email', 'search'].includes(target.type)) ||
  target instanceof HTMLTextAreaElement;

interface Place {
  readonly field: HTMLInputElement | HTMLTextAreaElement;
  /** Hit beside the text, such as on its name. */
  readonly beside: boolean;
}

/** The text of a field that is meant by its target. */
const placeOf = ({ currentTarget, target }: Wrapped): Place | null => {
  if (isTextField(target)) return { field: target, beside: false };
  for (const field of currentTarget.querySelectorAll('input, textarea'))
    if (isTextField(field) && !isWithin({ currentTarget, target: field })) return { field, beside: true };
  return null;
};

interface Inserting {
  readonly kind: Control['kind'];
  readonly value: unknown;
  onChange(value: unknown): void;
  insert(path: string): void;
}

/** Into a text that says something already a path goes as a part of it; anything else becomes the path. */
const insertOf =
  (place: Place | null, { kind, value, onChange, insert }: Inserting) =>
  (path: string): void => {
    const isText = kind === 'text' || kind === 'json';
    if (!isText || place === null || typeof value !== 'string' || place.field.type === 'email')
      return insert(path);
    const { field, beside } = place;
    const text = field.value;
    const [from, to] = beside ? [text.length, text.length] : [field.selectionStart, field.selectionEnd];
    if (text === '' || from === null || to === null || (from === 0 && to === text.length))
      return insert(path);
    onChange(`${text.slice(0, from)}\${ ${path} }${text.slice(to)}`);
  };
