/** Where the tests of flows stand in the cache. */
export const testsKey = 'flow-tests';
