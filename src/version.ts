/** Kept equal to package.json's by a test: reading the file at run time would cost every start. */
export const VERSION = '0.1.0';
