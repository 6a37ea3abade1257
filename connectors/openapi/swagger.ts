import { follow } from './pointer.ts';
import { at, isTree, listOf, textOf, treeOf, type Tree } from './tree.ts';

/**
 * Swagger 2.0 in the words of OpenAPI 3, one operation at a time: the document itself is never copied.
 */

interface Lift {
  readonly root: Tree;
  readonly operation: Tree;
  /** Of the path and of the operation, references followed, the operation's own last. */
  readonly parameters: readonly Tree[];
}

export interface Lifted {
  readonly parameters: readonly Tree[];
  readonly requestBody: Tree | undefined;
  readonly responses: Tree;
}

export const liftOperation = ({ root, operation, parameters }: Lift): Lifted => {
  const consumes = mediaTypes(operation, root, 'consumes');
  const produces = mediaTypes(operation, root, 'produces');
  const inBody = parameters.find((parameter) => parameter['in'] === 'body');
  const inForm = parameters.filter((parameter) => parameter['in'] === 'formData');
  return {
    parameters: parameters
      .filter((parameter) => parameter['in'] !== 'body' && parameter['in'] !== 'formData')
      .map(liftParameter),
    requestBody:
      inForm.length > 0
        ? formBody(inForm, consumes)
        : inBody === undefined
          ? undefined
          : {
              description: inBody['description'],
              required: inBody['required'] === true,
              content: contentOf(consumes, inBody['schema'] ?? {}),
            },
    responses: liftResponses(root, operation, produces),
  };
};

const mediaTypes = (operation: Tree, root: Tree, name: 'consumes' | 'produces'): readonly string[] => {
  const own = listOf(operation[name]).filter((type): type is string => typeof type === 'string');
  const all =
    own.length > 0 ? own : listOf(root[name]).filter((type): type is string => typeof type === 'string');
  return all.length > 0 ? all : ['application/json'];
};

const contentOf = (types: readonly string[], schema: unknown): Tree =>
  Object.fromEntries(types.map((type) => [type, { schema }]));

const styles: Readonly<Record<string, { style: string; explode: boolean } | undefined>> = {
  csv: { style: 'form', explode: false },
  ssv: { style: 'spaceDelimited', explode: false },
  tsv: { style: 'tabDelimited', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
  multi: { style: 'form', explode: true },
};

const aboutParameter = new Set([
  'name',
  'in',
  'required',
  'collectionFormat',
  'allowEmptyValue',
  'description',
  'schema',
]);

const schemaOf = (parameter: Tree): Tree => {
  const inline = Object.fromEntries(Object.entries(parameter).filter(([name]) => !aboutParameter.has(name)));
  return isTree(parameter['schema']) ? { ...treeOf(parameter['schema']), ...inline } : inline;
};

const liftParameter = (parameter: Tree): Tree => {
  const format = textOf(parameter['collectionFormat']) ?? (parameter['type'] === 'array' ? 'csv' : undefined);
  const style = format === undefined ? undefined : styles[format];
  const simple = parameter['in'] === 'path' || parameter['in'] === 'header';
  return {
    name: parameter['name'],
    in: parameter['in'],
    required: parameter['required'],
    description: parameter['description'],
    schema: schemaOf(parameter),
    ...(style === undefined || (simple && format === 'csv') ? {} : style),
  };
};

const formBody = (fields: readonly Tree[], consumes: readonly string[]): Tree => {
  const hasFile = fields.some((field) => field['type'] === 'file');
  const multipart = hasFile || (consumes.includes('multipart/form-data') && !consumes.includes(urlEncoded));
  const properties: Record<string, unknown> = {};
  const encoding: Record<string, unknown> = {};
  const required: string[] = [];
  for (const field of fields) {
    const name = textOf(field['name']);
    if (name === undefined) continue;
    const schema = field['type'] === 'file' ? { type: 'string', format: 'binary' } : schemaOf(field);
    properties[name] = {
      ...schema,
      ...(textOf(field['description']) === undefined ? {} : { description: field['description'] }),
    };
    if (field['required'] === true) required.push(name);
    const style = styles[textOf(field['collectionFormat']) ?? (field['type'] === 'array' ? 'csv' : '')];
    if (style !== undefined) encoding[name] = style;
  }
  const schema = { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
  return {
    required: required.length > 0,
    content: { [multipart ? 'multipart/form-data' : urlEncoded]: { schema, encoding } },
  };
};

const urlEncoded = 'application/x-www-form-urlencoded';

const liftResponses = (root: Tree, operation: Tree, produces: readonly string[]): Tree => {
  const lifted: Record<string, unknown> = {};
  for (const [status, given] of Object.entries(treeOf(operation['responses']))) {
    if (status.startsWith('x-')) continue;
    let response: Tree;
    try {
      response = treeOf(follow(root, given));
    } catch {
      // It is told where the answers of all versions are read.
      lifted[status] = given;
      continue;
    }
    const schema = response['schema'];
    const examples = treeOf(response['examples']);
    if (schema === undefined) {
      lifted[status] = { description: response['description'] };
      continue;
    }
    const file = treeOf(schema)['type'] === 'file';
    const content = Object.fromEntries(
      produces.map((type) => [
        type,
        {
          schema: file ? { type: 'string', format: 'binary' } : schema,
          ...(at(examples, type) === undefined ? {} : { example: at(examples, type) }),
        },
      ]),
    );
    lifted[status] = { description: response['description'], content };
  }
  return lifted;
};
