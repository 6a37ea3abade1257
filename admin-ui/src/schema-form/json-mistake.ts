export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Where a text stops being JSON. Browsers say it in different ways; the last place is the answer when one says nothing. */
export const jsonMistake = (text: string): TextPlace | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = String((error as Error).message);
    const named = /line (\d+) column (\d+)/.exec(message);
    if (named !== null) return { line: Number(named[1]), column: Number(named[2]) };
    const position = /position (\d+)/.exec(message)?.[1];
    return placeAt(text, position === undefined ? text.length : Number(position));
  }
};

const placeAt = (text: string, at: number): TextPlace => {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
};
