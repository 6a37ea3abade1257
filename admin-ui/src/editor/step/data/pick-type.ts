/** How a path of the data is called while it is dragged. */
export const pickType = 'application/x-hub-path';
