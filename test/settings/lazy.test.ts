import { expect, test } from 'vitest';
import { loaded } from '../support/loaded.ts';

test.each(['src/cli/main.ts', 'src/cli/commands/check.ts', 'src/cli/commands/config.ts', 'src/run.ts'])(
  '%s loads nothing that only a configuration needs',
  async (file) => {
    const modules = [...(await loaded(file))];
    expect(modules).toContain(file);
    expect(modules).not.toContain('yaml');
    expect(
      modules.filter((module) => module.startsWith('src/settings/') && module !== 'src/settings/find.ts'),
    ).toEqual([]);
    expect(modules.filter((module) => /reporters\/(sarif|github|junit|markdown)/.test(module))).toEqual([]);
  },
);
