/** The formats by name. Each is loaded when it is asked for. */
import type { Reporter } from './reporter.ts';

export const REPORTERS: Readonly<Record<string, () => Promise<Reporter>>> = {
  text: () => import('./text.ts'),
  json: () => import('./json.ts'),
  sarif: () => import('./sarif.ts'),
  github: () => import('./github.ts'),
  junit: () => import('./junit.ts'),
  markdown: () => import('./markdown.ts'),
};
