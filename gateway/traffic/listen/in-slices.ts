/** Does what comes in a crowd some at a time, so that requests get through between the slices. */
export const inSlices = <Item>(most: number, work: (item: Item) => void): ((item: Item) => void) => {
  const waiting: Item[] = [];
  const next = (): void => {
    for (const item of waiting.splice(0, most)) work(item);
    if (waiting.length > 0) setImmediate(next);
  };
  return (item) => {
    if (waiting.push(item) === 1) setImmediate(next);
  };
};
