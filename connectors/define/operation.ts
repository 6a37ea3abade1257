import type { z } from 'zod';
import type {
  BodyKind,
  PagingPlan,
  ParameterPlace,
  ParameterStyle,
  RefusalPlan,
} from '../../core/connector.ts';
import type { SecurityAlternative } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import type { FunctionContext, OperationFunction } from './functions.ts';

/** How one field of the input travels, where the usual way is not right. */
export interface FieldPlace {
  /** `path` when the path names it; else `query` for GET, HEAD and DELETE, `body` for the others. */
  readonly in?: ParameterPlace | 'body';
  /** On the wire; the field's own name when left out. */
  readonly name?: string;
  readonly style?: ParameterStyle;
  /** A list as one pair for each item (`true`, the usual way in a query), or divided by commas. */
  readonly explode?: boolean;
}

export interface BodyShape {
  /** `json` when left out. */
  readonly kind?: BodyKind;
  readonly mediaType?: string;
  /** The API wants all of it as the one property of an object. */
  readonly wrapper?: string;
  /** The field that is the whole body. */
  readonly whole?: string;
}

type Paging = PagingPlan extends infer Kind ? (Kind extends unknown ? Omit<Kind, 'sure'> : never) : never;

interface Common<Input extends z.ZodObject, Output extends z.ZodType> {
  readonly summary: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly deprecated?: boolean;
  readonly input: Input;
  readonly output?: Output;
  /** Asked of connections that sign in by OAuth. */
  readonly scopes?: readonly string[];
  /** Where it differs from the connector's; an empty list means that nobody needs to sign in. */
  readonly security?: readonly SecurityAlternative[];
  /** What the method does not say: a search by POST changes nothing. */
  readonly hints?: {
    readonly readOnly?: boolean;
    readonly idempotent?: boolean;
    readonly destructive?: boolean;
    /** The header for a key by which the API knows a repeated request. */
    readonly idempotencyHeader?: string;
    /** JSON pointers, beside the fields that are marked `x-sensitive` or named so that everybody knows. */
    readonly sensitive?: { readonly input?: readonly string[]; readonly output?: readonly string[] };
  };
  readonly paging?: Paging;
}

/** An operation that is one request. */
export interface RequestSpec<Input extends z.ZodObject, Output extends z.ZodType> extends Common<
  Input,
  Output
> {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the server, with `{field}` for fields of the input. */
  readonly path: string;
  readonly fields?: Readonly<Partial<Record<keyof z.input<Input> & string, FieldPlace>>>;
  readonly body?: BodyShape;
  /** How the API says no with a good status; the connector's own when left out. */
  readonly refusal?: RefusalPlan;
}

/** An operation that takes more than one request, or some thought in between. */
export interface FunctionSpec<Input extends z.ZodObject, Output extends z.ZodType> extends Common<
  Input,
  Output
> {
  run(input: z.output<Input>, context: FunctionContext): Promise<z.input<Output>>;
}

type AnyCommon = Common<z.ZodObject, z.ZodType>;

/** An operation before it has a name. `made` knows the line of the code that defines it. */
export type DefinedOperation = { readonly made: Error; readonly about: AnyCommon } & (
  | { readonly kind: 'request'; readonly request: RequestSpec<z.ZodObject, z.ZodType> }
  | { readonly kind: 'function'; readonly run: OperationFunction }
);

export const operation = <Input extends z.ZodObject, Output extends z.ZodType = z.ZodType>(
  spec: RequestSpec<Input, Output> | FunctionSpec<Input, Output>,
): DefinedOperation => {
  const made = new Error('defined here');
  if (!('run' in spec)) {
    const request = spec as unknown as RequestSpec<z.ZodObject, z.ZodType>;
    return { made, kind: 'request', about: request, request };
  }
  return {
    made,
    kind: 'function',
    about: spec,
    // Parsed once more: defaults are filled in here, and inputs may come unchecked where checks are switched off.
    run: async (input, context) => spec.run(parse(spec.input, input), context),
  };
};

const parse = <Input extends z.ZodObject>(schema: Input, input: unknown): z.output<Input> => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const [first] = problems;
  throw new HubError(
    'input_invalid',
    `The input is not valid: ${first?.path ?? ''} ${first?.message ?? ''}.`.replace('..', '.'),
    { problems },
  );
};
