import { useForm, type FormErrors, type UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { asProblem, type Problem } from '../api/problem.ts';
import { useMe } from '../session/me.ts';
import { afterPress } from './after-press.ts';
import { dropDraft, readDraft, writeDraft } from './draft.ts';

interface FormOptions<Values extends Record<string, unknown>> {
  readonly initial: Values;
  /** What each field is called on the page, for the list of errors at the top. */
  readonly labels: Readonly<Record<keyof Values & string, string>>;
  /** A sentence for each field that is not right. */
  readonly validate?: (values: Values) => Partial<Record<keyof Values & string, string | null>>;
  /** Keeps what is typed over a reload and a lost session, under this name. Never for a form with a secret. */
  readonly draft?: string;
  readonly submit: (values: Values) => Promise<void>;
}

export interface FieldError {
  readonly name: string;
  readonly label: string;
  readonly message: React.ReactNode;
}

export interface HubForm<Values extends Record<string, unknown>> {
  readonly fields: UseFormReturnType<Values>;
  /** What the hub answered instead of doing it. */
  readonly problem: Problem | null;
  /** All errors are listed at the top once somebody has tried to send, until they are corrected. */
  readonly summary: readonly FieldError[];
  readonly busy: boolean;
  /** What was typed earlier stands in the form again. */
  readonly restored: boolean;
  /** For the form element: a field is checked as one leaves it. */
  onBlur(event: React.FocusEvent<HTMLFormElement>): void;
  onSubmit(event?: React.SyntheticEvent<HTMLFormElement>): void;
  /** Back to what the hub has. */
  discard(): void;
}

/** The hub names a place as `name`, `/settings/timezone` or `body.name`; the form as `settings.timezone`. */
const fieldOf = (path: string): string =>
  path
    .replace(/^[#/]+/, '')
    .replace(/^(body|input)[./]/, '')
    .replaceAll('/', '.');

export const useHubForm = <Values extends Record<string, unknown>>(
  options: FormOptions<Values>,
): HubForm<Values> => {
  const { initial, validate, submit } = options;
  // The pages in front of the door have forms too, and nobody to ask for.
  const user = useMe({ enabled: options.draft !== undefined }).data?.user.id;
  // A draft belongs to the person who typed it.
  const draft = options.draft === undefined || user === undefined ? null : `${user}.${options.draft}`;
  const [kept, setKept] = useState(() => changed(initial, draft === null ? null : readDraft(draft)));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [listed, setListed] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const fields = useForm<Values>({
    initialValues: { ...initial, ...kept },
    ...(validate === undefined ? {} : { validate: (values: Values) => present(validate(values)) }),
    onValuesChange: (values) => {
      if (draft !== null) writeDraft(draft, values);
    },
  });
  const { errors } = fields;

  const refused = (error: unknown, values: Values): void => {
    const failed = asProblem(error);
    const known = failed.fields
      .map(({ path, message }) => [fieldOf(path), message] as const)
      .filter(([name]) => (name.split('.')[0] ?? '') in values);
    fields.setErrors(Object.fromEntries(known));
    setListed(known.map(([name]) => name));
    setProblem(failed);
  };
  const send = async (values: Values): Promise<void> => {
    setBusy(true);
    setProblem(null);
    setListed([]);
    try {
      await submit(values);
      setKept(null);
      if (draft !== null) dropDraft(draft);
    } catch (error) {
      refused(error, values);
    } finally {
      setBusy(false);
    }
  };

  return {
    fields,
    problem,
    summary: listed
      .map((name) => ({ name, label: labelOf(options.labels, name), message: errors[name] }))
      .filter(({ message }) => message !== undefined && message !== null),
    busy,
    restored: kept !== null,
    onBlur: ({ target }) => {
      const name = target instanceof HTMLElement ? target.dataset['path'] : undefined;
      if (name !== undefined) afterPress(() => void fields.validateField(name));
    },
    onSubmit: fields.onSubmit(
      (values) => void send(values),
      (found) => {
        setProblem(null);
        setListed(Object.keys(found));
      },
    ),
    discard: () => {
      setKept(null);
      fields.setValues(initial);
      fields.clearErrors();
      if (draft !== null) dropDraft(draft);
    },
  };
};

const labelOf = (labels: Readonly<Record<string, string>>, name: string): string =>
  labels[name] ?? labels[name.split('.')[0] ?? ''] ?? name;

const present = (errors: Readonly<Record<string, React.ReactNode>>): FormErrors =>
  Object.fromEntries(
    Object.entries(errors).filter(([, message]) => message !== null && message !== undefined),
  );

/** Of a draft, what the form has and what says something else than the hub does. */
const changed = <Values extends Record<string, unknown>>(
  initial: Values,
  draft: Record<string, unknown> | null,
): Partial<Values> | null => {
  const names = Object.keys(initial).filter(
    (name) => draft?.[name] !== undefined && JSON.stringify(draft[name]) !== JSON.stringify(initial[name]),
  );
  if (names.length === 0) return null;
  return Object.fromEntries(names.map((name) => [name, draft?.[name]])) as Partial<Values>;
};
