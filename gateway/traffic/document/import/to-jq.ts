import { notTaken, parseJavaScript, splitTemplate, type Js } from './javascript.ts';

/** What is known of a value before there is one: JavaScript compares texts and numbers in its own ways. */
type Kind = 'text' | 'number' | 'boolean' | 'null' | 'list' | 'any';

interface Jq {
  /** Stands in any place: simple, or in brackets. */
  readonly code: string;
  readonly kind: Kind;
}

/** A condition of express-gateway as one of jq. Throws `import_failed` where it cannot be said, like the others here. */
export const conditionToJq = (source: string): string => truthOf(parseJavaScript(source));

/** A text with `${ JavaScript }` in it as one with `${ jq }`. */
export const templateToJq = (source: string): string =>
  splitTemplate(source)
    .map((part) => (typeof part === 'string' ? part : `\${${asText(write(part))}}`))
    .join('');

/** An expression as a template: a text that is always the same stands as it is. */
export const expressionToTemplate = (source: string): string => {
  const js = parseJavaScript(source);
  if (js.kind === 'literal' && typeof js.value === 'string' && !js.value.includes('${')) return js.value;
  return `\${${write(js).code}}`;
};

/** Whether JavaScript takes it for true. */
const truthOf = (js: Js): string => {
  if (js.kind !== 'binary' || (js.operator !== '&&' && js.operator !== '||')) return truth(write(js));
  return `(${truthOf(js.left)} ${js.operator === '&&' ? 'and' : 'or'} ${truthOf(js.right)})`;
};

const truth = ({ code, kind }: Jq): string => {
  switch (kind) {
    case 'boolean':
      return code;
    case 'text':
      return `(${code} != "")`;
    case 'number':
      return `(${code} != 0)`;
    case 'null':
      return 'false';
    case 'list':
      return 'true';
    default:
      return `(${code} | . != null and . != false and . != "" and . != 0)`;
  }
};

const write = (js: Js): Jq => {
  switch (js.kind) {
    case 'literal':
      return literal(js.value);
    case 'name':
      if (js.name === 'undefined') return literal(null);
      return place(js) ?? unknownName(js.name);
    case 'list':
      return { code: `[${js.items.map((item) => write(item).code).join(', ')}]`, kind: 'list' };
    case 'not':
      return { code: `(${truthOf(js.of)} | not)`, kind: 'boolean' };
    case 'choice':
      return {
        code: `(if ${truthOf(js.test)} then ${write(js.then).code} else ${write(js.otherwise).code} end)`,
        kind: 'any',
      };
    case 'template':
      return joined(js.parts.map((part) => (typeof part === 'string' ? literal(part) : write(part))));
    case 'member':
      return place(js) ?? member(js);
    case 'call':
      return call(js);
    case 'binary':
      return binary(js);
    default:
      return js satisfies never;
  }
};

const literal = (value: string | number | boolean | null): Jq => ({
  code: typeof value === 'number' && value < 0 ? `(${value})` : JSON.stringify(value),
  kind: value === null ? 'null' : typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean'),
});

const unknownName = (name: string): never => {
  throw notTaken(`"${name}" is not known here`);
};

const text = (code: string): Jq => ({ code, kind: 'text' });
const any = (code: string): Jq => ({ code, kind: 'any' });

/** What express and express-gateway call it, and where it stands in the facts of a request. */
const places: Readonly<Record<string, Jq>> = {
  'req.method': text('.request.method'),
  'req.path': text('.request.path'),
  'req.url': text('(.request | .path + (if .rawQuery == "" then "" else "?" + .rawQuery end))'),
  'req.originalUrl': text('(.request | .path + (if .rawQuery == "" then "" else "?" + .rawQuery end))'),
  'req.hostname': text('.request.host'),
  'req.ip': text('.request.ip'),
  'req.protocol': text('.request.scheme'),
  'req.secure': { code: '(.request.scheme == "https")', kind: 'boolean' },
  'req.headers': any('.request.headers'),
  'req.query': any('.request.query'),
  'req.params': any('.parameters'),
  'req.body': any('.body'),
  'req.user': any('.consumer'),
  consumer: any('.consumer'),
  requestID: text('.request.id'),
  'apiEndpoint.apiEndpointName': text('.endpoint'),
};

/** Of an application or a user there; what it calls otherwise is not kept here. */
const consumerFields: Readonly<Record<string, string>> = { id: 'id', username: 'name', name: 'name' };

/** `req.egContext.consumer` and `egContext.consumer` are `consumer`. */
const wayOf = (js: Js): string | undefined => {
  if (js.kind === 'name') return js.name === 'egContext' ? '' : js.name;
  if (js.kind !== 'member' || js.key.kind !== 'literal' || typeof js.key.value !== 'string') return undefined;
  const before = wayOf(js.of);
  if (before === undefined) return undefined;
  const name = js.key.value;
  if (name === 'egContext' && (before === 'req' || before === '')) return '';
  return before === '' ? name : `${before}.${name}`;
};

const place = (js: Js): Jq | undefined => {
  const way = wayOf(js);
  return way !== undefined && Object.hasOwn(places, way) ? places[way] : undefined;
};

const member = ({ of, key, optional }: Js & { kind: 'member' }): Jq => {
  const name = key.kind === 'literal' ? key.value : undefined;
  const way = wayOf(of);
  if (way === 'consumer' || way === 'req.user') {
    const field =
      typeof name === 'string' && Object.hasOwn(consumerFields, name) ? consumerFields[name] : undefined;
    if (field === undefined) throw notTaken(`a consumer has no "${String(name)}" here`);
    return any(within('.consumer', `.${field}`, optional));
  }
  if (way !== undefined && /^(?:req|res|apiEndpoint|process|global|this|)$/.test(way))
    throw notTaken(`"${way === '' ? 'egContext' : way}.${String(name)}" is not known here`);
  const base = write(of);
  if (name === 'length') return { code: within(base.code, 'length', optional), kind: 'number' };
  // There always is an object, so that what is not in it is undefined in both.
  if (way === 'req.headers' || way === 'req.query' || way === 'req.params') {
    const known = write(key);
    return any(
      known.kind === 'text' && name !== undefined
        ? `${base.code}[${known.code}]`
        : inObject(base.code, known.code),
    );
  }
  if (typeof name === 'number')
    return any(within(base.code, `if type == "array" then .[${name}] else null end`, optional));
  return keyed(base.code, write(key).code, optional);
};

/** A key that is no literal looks at the facts of the request, not at the object. */
const keyed = (base: string, key: string, optional: boolean): Jq =>
  key.startsWith('"')
    ? any(within(base, inObject('.', key), optional))
    : any(`(${key} as $k | ${within(base, inObject('.', '$k'), optional)})`);

const inObject = (base: string, key: string): string =>
  /^"|^\$/.test(key)
    ? `(${base} | if type == "object" then .[${key}] else null end)`
    : `(${key} as $k | ${base} | if type == "object" and ($k | type) == "string" then .[$k] else null end)`;

/** JavaScript fails at a member of what is not there: so does this, and the request is refused like there. */
const within = (base: string, then: string, optional: boolean): string =>
  `(${base} | if . == null then ${optional ? 'null' : 'error("nothing is there")'} else (${then}) end)`;

const call = ({ of, arguments: given }: Js & { kind: 'call' }): Jq => {
  const [first] = given;
  if (of.kind === 'name') {
    if (first === undefined || given.length > 1) throw notTaken(`"${of.name}(…)" takes one value here`);
    if (of.name === 'Number') return any(`(${write(first).code} | ${toNumber})`);
    if (of.name === 'parseInt') return any(`(${asText(write(first))} | ${wholeNumber})`);
    if (of.name === 'String') return text(asText(write(first)));
    throw notTaken(`"${of.name}(…)" is not known here`);
  }
  if (of.kind !== 'member' || of.key.kind !== 'literal') throw notTaken('only methods by name can be called');
  const name = String(of.key.value);
  const way = wayOf(of.of);
  if (way === 'req') return ofRequest(name, first);
  const base = write(of.of).code;
  const texts = (then: string): string =>
    `(${base} | if type == "string" then ${then} else error("no text is there") end)`;
  if (given.length === 0 && (name === 'toLowerCase' || name === 'toUpperCase'))
    return text(texts(name === 'toLowerCase' ? 'ascii_downcase' : 'ascii_upcase'));
  if (given.length === 0 && name === 'trim') return text(texts('trim'));
  if (given.length === 0 && name === 'toString') return text(asText(any(base)));
  if (first === undefined || given.length > 1)
    throw notTaken(`".${name}(…)" with ${given.length} values cannot be translated`);
  const value = write(first);
  if (value.kind === 'list') throw ofItsOwn();
  const withValue = (then: string): string => `(${value.code} as $v | ${then})`;
  if (name === 'startsWith' || name === 'endsWith')
    return {
      code: withValue(texts(`${name === 'startsWith' ? 'startswith' : 'endswith'}($v | tostring)`)),
      kind: 'boolean',
    };
  if (name === 'includes')
    return {
      code: withValue(
        `(${base} | if type == "array" then any(.[]; . == $v) elif type == "string" then contains($v | tostring) else error("no text and no list is there") end)`,
      ),
      kind: 'boolean',
    };
  if (name === 'indexOf')
    return {
      code: withValue(
        `(${base} | if type == "array" then (index([$v]) // -1) elif type == "string" then (if $v == "" then 0 else index($v | tostring) // -1 end) else error("no text and no list is there") end)`,
      ),
      kind: 'number',
    };
  throw notTaken(`".${name}(…)" is not known here`);
};

const ofRequest = (name: string, first: Js | undefined): Jq => {
  if (name === 'isAuthenticated') return { code: '(.consumer != null)', kind: 'boolean' };
  if (name === 'isUnauthenticated') return { code: '(.consumer == null)', kind: 'boolean' };
  if ((name === 'get' || name === 'header') && first?.kind === 'literal' && typeof first.value === 'string')
    return any(`.request.headers[${JSON.stringify(first.value.toLowerCase())}]`);
  throw notTaken(`"req.${name}(…)" is not known here`);
};

const binary = ({ operator, left: one, right: other }: Js & { kind: 'binary' }): Jq => {
  const [left, right] = [write(one), write(other)];
  switch (operator) {
    case '&&':
      if (left.kind === 'boolean' && right.kind === 'boolean')
        return { code: `(${left.code} and ${right.code})`, kind: 'boolean' };
      return any(`(${left.code} as $l | if ${truth(any('$l'))} then ${right.code} else $l end)`);
    case '||':
      if (left.kind === 'boolean' && right.kind === 'boolean')
        return { code: `(${left.code} or ${right.code})`, kind: 'boolean' };
      return any(`(${left.code} as $l | if ${truth(any('$l'))} then $l else ${right.code} end)`);
    case '??':
      return any(`(${left.code} as $l | if $l == null then ${right.code} else $l end)`);
    case '===':
    case '!==':
      // What is missing is undefined there, and null here.
      if (isNull(one) || isNull(other))
        throw notTaken(`"${operator} null" tells null from undefined: write "${operator.slice(0, -1)} null"`);
      if (left.kind === 'list' || right.kind === 'list') throw ofItsOwn();
      return same(left, right, operator === '!==');
    case '==':
    case '!=':
      if (!isPlainlyEqual(left, right))
        throw notTaken(`"${operator}" may turn texts into numbers: write "${operator}="`);
      return same(left, right, operator === '!=');
    case '+':
      if (left.kind === 'text' || right.kind === 'text') return joined([left, right]);
      if (left.kind === 'number' && right.kind === 'number')
        return { code: `(${left.code} + ${right.code})`, kind: 'number' };
      throw notTaken('"+" may be of texts or of numbers: one side has to say which');
    default:
      return compared(left, right, operator);
  }
};

const ofItsOwn = (): Error =>
  notTaken('a list that is written there is the same as no other one: compare what is in it');

const isNull = (js: Js): boolean => js.kind === 'literal' && js.value === null;

const same = (left: Jq, right: Jq, not: boolean): Jq => ({
  code: `(${left.code} ${not ? '!=' : '=='} ${right.code})`,
  kind: 'boolean',
});

/** Where `==` is `===`: with null, or where both are texts. */
const isPlainlyEqual = (left: Jq, right: Jq): boolean =>
  left.kind === 'null' ||
  right.kind === 'null' ||
  (left.kind === right.kind && left.kind !== 'any' && left.kind !== 'list');

/** By numbers only, and a text counts as the number that it is; what is none is neither less nor more. */
const compared = (left: Jq, right: Jq, operator: string): Jq => {
  const kinds = [left.kind, right.kind];
  if (
    !kinds.includes('number') ||
    kinds.some((kind) => kind !== 'number' && kind !== 'any' && kind !== 'text')
  )
    throw notTaken(
      `"${operator}" compares numbers here: one side has to be one, and the other no constant of another kind`,
    );
  return {
    code: `(${asNumber(left)} as $a | ${asNumber(right)} as $b | $a != null and $b != null and $a ${operator} $b)`,
    kind: 'boolean',
  };
};

const asNumber = ({ code, kind }: Jq): string => (kind === 'number' ? code : `(${code} | ${toNumber})`);

const wholeNumber =
  '[match("^ *-?[0-9]+").string] | if length == 0 then null else (.[0] | sub("^ +"; "") | tonumber) end';

/** Null for what is no number. */
const toNumber =
  'if type == "number" then . elif . == "" or . == false then 0 elif . == true then 1 elif . == null then null elif type == "string" then (tonumber? // null) else error("no number is there") end';

const asText = ({ code, kind }: Jq): string =>
  kind === 'text' ? code : `(${code} | if . == null then "undefined" else tostring end)`;

const joined = (parts: readonly Jq[]): Jq =>
  parts.length === 0 ? literal('') : text(`(${parts.map(asText).join(' + ')})`);
