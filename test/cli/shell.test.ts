import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMAND_NAMES, commandSpec } from '../../src/cli/options.ts';
import { broken } from '../reporters/reports.ts';
import { folderOf } from '../support/folder.ts';
import { run } from './scenario.ts';

/** What bash offers for a line whose last word is being written. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { out } = await run('completion bash');
  const folder = await folderOf({ 'byo-net.bash': out });
  const line = words.map((word) => `'${word}'`).join(' ');
  const script = `source ${join(folder, 'byo-net.bash')}; COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _byo_net; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completion', () => {
  test('of bash offers commands, options, values and rules', async () => {
    expect(await offered('byo-net', 'ch')).toEqual(['check']);
    expect(await offered('byo-net', '')).toEqual([...COMMAND_NAMES, '--help', '--version']);
    expect(await offered('byo-net', 'check', '--sched')).toEqual([
      '--scheduler-subnet-id',
      '--scheduler-firewall-id',
      '--scheduler-public-ip',
      '--scheduler',
    ]);
    expect(await offered('byo-net', 'check', '--fail-on', 'n')).toEqual(['note', 'never']);
    expect(await offered('byo-net', 'explain', 'black')).toEqual(['blackhole-route']);
    expect(await offered('byo-net', 'completion', 'f')).toEqual(['fish']);
  });

  test.each(['zsh', 'fish'])('of %s knows every command and option', async (shell) => {
    const { code, out } = await run(`completion ${shell}`);
    expect(code).toBe(0);
    for (const command of COMMAND_NAMES) {
      expect(out).toContain(command);
      for (const option of commandSpec(command).options)
        expect(out).toContain(shell === 'fish' ? `-l ${option}` : `--${option}`);
    }
  });

  test.each([
    ['completion', 'no shell is named'],
    ['completion fissh', 'did you mean fish?'],
    ['completion bash zsh', 'there is no completion for bash zsh'],
  ])('%s', async (line, said) => {
    const { code, err } = await run(line);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});

describe('quiet', () => {
  test('says nothing when the check passes, and everything when it fails', async () => {
    expect(await run('check net --quiet')).toMatchObject({ code: 0, out: '', err: '' });
    const failed = await run('check net -q', { report: broken });
    expect(failed.out).toContain('error[scheduler-unreachable]');
  });

  test('still writes the files that were asked for', async () => {
    const file = join(await folderOf({}), 'report.json');
    expect((await run(['check', 'net', '-q', '-f', `json=${file}`])).code).toBe(0);
    expect(spawnSync('test', ['-s', file]).status).toBe(0);
  });
});

test('verbose says what is asked, beside the report', async () => {
  const { out, err } = await run('check net more --verbose -f json');
  expect(err).toBe('byo-net: asks net, more\n');
  JSON.parse(out);
});
