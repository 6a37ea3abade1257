/** A flow and a document as large as the figures ask for. */

const stepOf = (at: number): string =>
  [
    `  - look${at}:
      call: http
      with: { method: get, endpoint: 'https://orders.example/{id}', query: { page: '\${ .page }' } }
      output: { as: '\${ {id: .id, state: .state} }' }`,
    `  - keep${at}:
      # What the next one needs.
      set:
        id: '\${ .id }'
        state: '\${ .state }'
        note: Number ${at}`,
    `  - tell${at}:
      emit: { event: { with: { type: bench.was.told, data: { at: ${at} } } } }`,
    `  - each${at}:
      for: { each: item, in: '\${ .items }' }
      do:
        - one${at}:
            set: { item: '\${ $item }' }`,
  ][at % 4] ?? '';

/** Every fifth step is inside of another one. */
export const largeFlow = (name: string, steps: number): string => {
  const text = [
    `document: { dsl: '1.0.3', namespace: bench, name: ${name}, version: 1.0.0, title: Large }`,
    'do:',
  ];
  for (let at = 0, count = 0; count < steps; at += 1) {
    text.push(stepOf(at));
    count += at % 4 === 3 ? 2 : 1;
  }
  return `${text.join('\n')}\n`;
};

const nouns = [
  'Order',
  'Contact',
  'Invoice',
  'Ticket',
  'Message',
  'Payment',
  'Parcel',
  'Account',
  'Note',
  'Team',
];
const verbs = ['list', 'get', 'create', 'update', 'delete'] as const;
const methods = { list: 'get', get: 'get', create: 'post', update: 'patch', delete: 'delete' } as const;

export const largeDocument = (operations: number): string => {
  const paths: Record<string, Record<string, unknown>> = {};
  for (let at = 0; at < operations; at += 1) {
    const verb = verbs[at % verbs.length] ?? 'list';
    const noun = nouns[Math.floor(at / verbs.length) % nouns.length] ?? '';
    const kind = Math.floor(at / verbs.length / nouns.length);
    const own = `/${noun.toLowerCase()}s-${kind}`;
    const path = verb === 'list' || verb === 'create' ? own : `${own}/{id}`;
    (paths[path] ??= {})[methods[verb]] = {
      operationId: `${verb}${noun}${kind}`,
      summary: `${verb} ${noun.toLowerCase()}s of kind ${kind}`,
      tags: [`${noun}s ${kind}`],
      ...(path !== own && {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      }),
      responses: { 200: { description: 'Done.' } },
    };
  }
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'Large', version: '1' }, paths });
};
