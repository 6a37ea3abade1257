interface HeaderLines {
  readonly headers: { name: string; value: string }[];
  /** The first line that is no header. */
  readonly wrong: number | null;
}

/** `name: value`, one a line. */
export const headersIn = (text: string): HeaderLines => {
  const headers: { name: string; value: string }[] = [];
  let wrong: number | null = null;
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const found = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s*(.*?)\s*$/.exec(line);
    if (found === null) wrong ??= at + 1;
    else headers.push({ name: found[1] ?? '', value: found[2] ?? '' });
  }
  return { headers, wrong };
};
