// @ts-check

/**
 * What `console.log` makes of its arguments, as near to Node as plain values need. It runs inside of the isolate and
 * goes there as text: it may use nothing but its arguments and the language.
 * @param {readonly unknown[]} given
 * @returns {string}
 */
export const show = (given) => {
  const maxDepth = 2;
  const maxItems = 100;
  const plainKey = /^[A-Za-z_$][\w$]*$/;

  /** @param {string} text */
  const quoted = (text) =>
    text.includes("'")
      ? JSON.stringify(text)
      : `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')}'`;

  /** @param {string} open @param {readonly string[]} items @param {string} close */
  const list = (open, items, close) => {
    if (items.length === 0) return open + close;
    const line = `${open} ${items.join(', ')} ${close}`;
    if (line.length <= 76 && !line.includes('\n')) return line;
    return `${open}\n  ${items.map((item) => item.replaceAll('\n', '\n  ')).join(',\n  ')}\n${close}`;
  };

  /** @param {number} more */
  const rest = (more) => (more > 0 ? [`... ${more} more item${more === 1 ? '' : 's'}`] : []);

  /** @param {unknown} value @param {readonly object[]} above */
  const inner = (value, above) => {
    switch (typeof value) {
      case 'string':
        return quoted(value);
      case 'bigint':
        return `${value}n`;
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      case 'function':
        return `[Function${value.name === '' ? ' (anonymous)' : `: ${value.name}`}]`;
      case 'object':
        return value === null ? 'null' : ofObject(value, above);
      default:
        return String(value);
    }
  };

  /** @param {object} value @param {readonly object[]} above @returns {string} */
  const ofObject = (value, above) => {
    if (above.includes(value)) return '[Circular]';
    if (value instanceof Error) return String(value.stack ?? value);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof RegExp) return String(value);
    const name = value.constructor?.name;
    if (above.length > maxDepth) return `[${Array.isArray(value) ? 'Array' : (name ?? 'Object')}]`;
    const path = [...above, value];
    if (Array.isArray(value) || ArrayBuffer.isView(value)) {
      const items = Array.prototype.slice.call(value, 0, maxItems).map((item) => inner(item, path));
      const length = Array.isArray(value) ? value.length : Reflect.get(value, 'length');
      const open = Array.isArray(value) ? '[' : `${name}(${length}) [`;
      return list(open, [...items, ...rest(length - maxItems)], ']');
    }
    if (value instanceof Map) {
      const items = [...value].map(([key, one]) => `${inner(key, path)} => ${inner(one, path)}`);
      return list(
        `Map(${value.size}) {`,
        [...items.slice(0, maxItems), ...rest(items.length - maxItems)],
        '}',
      );
    }
    if (value instanceof Set) {
      const items = [...value].map((one) => inner(one, path));
      return list(
        `Set(${value.size}) {`,
        [...items.slice(0, maxItems), ...rest(items.length - maxItems)],
        '}',
      );
    }
    if (value instanceof Promise) return 'Promise {}';
    const items = Object.entries(value).map(
      ([key, one]) => `${plainKey.test(key) ? key : quoted(key)}: ${inner(one, path)}`,
    );
    return list(name === undefined || name === 'Object' ? '{' : `${name} {`, items, '}');
  };

  /** @param {unknown} value */
  const outer = (value) => (typeof value === 'string' ? value : inner(value, []));

  const [first, ...others] = given;
  if (typeof first !== 'string' || !first.includes('%')) return given.map(outer).join(' ');
  const filled = first.replace(/%[sdifjoOc%]/g, (mark) => {
    if (mark === '%%') return '%';
    if (others.length === 0) return mark;
    const value = others.shift();
    if (mark === '%s') return outer(value);
    if (mark === '%d') return String(Number(value));
    if (mark === '%i') return String(Number.parseInt(String(value), 10));
    if (mark === '%f') return String(Number.parseFloat(String(value)));
    if (mark === '%j') return String(JSON.stringify(value));
    if (mark === '%c') return '';
    return inner(value, []);
  });
  return [filled, ...others.map(outer)].join(' ');
};
