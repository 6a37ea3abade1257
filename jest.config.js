/** Jest runs the sources as Node does: native ES modules, types stripped by Node itself, nothing compiled. */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/setup/strip-types.js' },
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/setup/global-setup.js',
  globalTeardown: '<rootDir>/test/setup/global-teardown.js',
  testTimeout: 300_000,
  modulePathIgnorePatterns: ['<rootDir>/admin-ui/dist', '<rootDir>/data'],
  coverageProvider: 'v8',
};
