/** What is dragged from the tree to the chosen tools: names of operations, as JSON. */
export const dragType = 'application/x-hub-operations';
