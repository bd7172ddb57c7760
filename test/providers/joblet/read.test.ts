/** Every shape in which Joblet's networks, workflows and commands come. */
import { describe, expect, it } from 'vitest';
import type { Network } from '../../../src/model/network.ts';
import { provider } from '../../../src/providers/joblet/index.ts';
import { readSnapshot } from '../../../src/snapshot/read.ts';
import { folderOf } from '../../support/folder.ts';

const open = async (files: Readonly<Record<string, string>>, version?: string): Promise<Network> => {
  const folder = await folderOf(files);
  const inputs = Object.keys(files).map((name) => `${folder}/${name}`);
  const snapshot = await readSnapshot(inputs, { readStdin: async () => '' }, [provider.recogniser]);
  return provider.open(snapshot, version === undefined ? {} : { version }).network;
};
const networksOf = ({ plan }: Network) =>
  plan?.networks
    .filter(({ source }) => source !== 'built-in')
    .map(({ name, cidr, bridge }) => [name, cidr, bridge]);

describe('a list of networks', () => {
  const APP = ['app-net', '10.21.0.0/24', 'joblet-app-net'];
  it.each([
    ['of rnx', '{"networks":[{"name":"app-net","cidr":"10.21.0.0/24","bridge":"","builtin":false}]}'],
    ['of the admin API', '{"networks":[{"name":"app-net","cidr":"10.21.0.0/24","bridge":"","jobCount":2}]}'],
    ['of the Python SDK', '[{"name":"app-net","cidr":"10.21.0.0/24","bridge":"","job_count":2}]'],
    ['of the state file', '{"app-net":{"cidr":"10.21.0.0/24","bridge":""}}'],
    [
      'as text',
      'NAME            CIDR               BRIDGE\n--------------- ------ ---\napp-net         10.21.0.0/24\n',
    ],
  ])('%s', async (_, text) => {
    const network = await open({ 'networks.out': text });
    expect(networksOf(network)).toEqual([APP]);
    expect(network.plan?.complete).toBe(true);
  });

  it.each([
    ['the list alone', '[{"name":"a","cidr":"10.1.0.0/24","bridge":""}]', '/0'],
    ['an object', '{"networks":[{"name":"a","cidr":"10.1.0.0/24","bridge":""}]}', '/networks/0'],
  ])('that is %s has its places in the file', async (_, text, pointer) => {
    const network = await open({ 'networks.json': text });
    expect(network.plan?.networks.find(({ name }) => name === 'a')?.place?.pointer).toBe(pointer);
  });

  it('that is empty leaves no bridge', async () => {
    const network = await open({ 'networks.json': '[]' });
    expect([network.plan?.complete, networksOf(network), network.subnets.has('bridge')]).toEqual([
      true,
      [],
      false,
    ]);
  });

  it('as text of 2.10 holds modes without a range', async () => {
    const rows =
      'bridge 172.20.0.0/16 joblet0 (built-in)\nisolated N/A N/A (built-in)\nnone N/A N/A (built-in)\n';
    const network = await open({ list: `NAME CIDR BRIDGE\n${rows}` });
    expect(networksOf(network)).toEqual([['bridge', '172.20.0.0/16', 'joblet0']]);
  });
});

describe('commands', () => {
  const GUIDE = [
    '# Guide',
    '```bash',
    '# rnx network create old --cidr=10.9.0.0/24',
    'rnx network create dmz --cidr=10.10.1.0/24         # Public facing',
    'rnx network create "app" --cidr 10.10.2.0/24',
    'rnx network create $NET --cidr=$RANGE',
    'IP=$(rnx run --network=app --json hostname -I | jq -r .output)',
    'rnx job run \\',
    '  --network=dmz \\',
    '  nginx',
    '```',
    'rnx network create prose --cidr=10.1.0.0/24',
  ].join('\n');

  it('are read in fenced blocks, at their lines, with what is not known', async () => {
    const network = await open({ 'guide.md': GUIDE });
    const created = network.plan?.networks.filter(({ source }) => source === 'created');
    expect(created?.map(({ name, cidr, place }) => [name, cidr, place?.line, place?.column])).toEqual([
      ['dmz', '10.10.1.0/24', 4, 1],
      ['app', '10.10.2.0/24', 5, 1],
      ['$NET', undefined, 6, 1],
    ]);
    expect(network.gaps.map(({ what }) => what)).toEqual(['the range of network $NET']);
    expect(
      network.plan?.uses.map(({ network: { text, place }, command }) => [text, place.line, command]),
    ).toEqual([
      ['app', 7, 'hostname -I'],
      ['dmz', 9, 'nginx'],
    ]);
  });

  it('that give one name two ranges make two declarations', async () => {
    const script = 'rnx network create a --cidr=10.1.0.0/24\nrnx network create a --cidr=10.2.0.0/24\n';
    const network = await open({ 'make.sh': script });
    expect(networksOf(network)?.map(([name, cidr]) => `${name} ${cidr}`)).toEqual([
      'a 10.1.0.0/24',
      'a 10.2.0.0/24',
    ]);
    expect([...network.subnets.keys()]).toContain('a@10.2.0.0/24');
  });
});

describe('a guide', () => {
  const snapshotOf = async (files: Readonly<Record<string, string>>) => {
    const folder = await folderOf(files);
    const inputs = Object.keys(files).map((name) => `${folder}/${name}`);
    return readSnapshot(inputs, { readStdin: async () => '' }, [provider.recogniser]);
  };
  const block = (...lines: readonly string[]) => ['# Guide', '```bash', ...lines, '```', ''].join('\n');
  const CREATE = 'rnx network create web --cidr=10.50.1.0/24';
  const WORKFLOW = ['jobs:', '  one:', '    command: "sh"', '    network: "web"'];

  it.each([
    ['quoted', "cat > w.yaml <<'EOF'", 'EOF'],
    ['not quoted', 'cat <<EOF > w.yaml', 'EOF'],
    ['with tabs', 'cat > w.yaml <<- END', '\tEND'],
    ['to a program', 'rnx workflow run /dev/stdin << "E-1"', 'E-1'],
  ])('writes a workflow by a here-document, %s', async (_, opening, end) => {
    const { plan, ...network } = await open({
      'guide.md': block(CREATE, opening, ...WORKFLOW, end, 'rnx run --network=web ls'),
    });
    expect(network.subnets.has('web')).toBe(true);
    expect(plan?.uses.map(({ network: { place } }) => place.line)).toEqual([10]);
    const [job] = plan?.workflows[0]?.jobs ?? [];
    expect([job?.name, job?.network?.text, job?.network?.place.line]).toEqual(['one', 'web', 8]);
  });

  it('has no command in what it writes to a file, and goes on behind it', async () => {
    const text = block(
      'cat > note.txt << EOF',
      "it's no end of a word",
      '# rnx network create no --cidr=10.9.0.0/24',
      'EOF',
      CREATE,
    );
    expect(networksOf(await open({ 'guide.md': text }))?.map(([name]) => name)).toEqual(['web']);
  });

  it.each([
    [
      'a workflow with a here-document in an argument',
      [
        'jobs:',
        '  a:',
        '    command: sh',
        '    args:',
        '      - |',
        '        cat << EOF',
        '        jobs: x',
        '        EOF',
      ],
      1,
    ],
    ['a shift of bits', ['echo $((1 << 2))', CREATE], 0],
    ['a here-document that never ends', ['cat << EOF', CREATE], 0],
    ['a here-string', ['cat <<< EOF', CREATE, 'EOF'], 0],
  ])('reads %s as what it is', async (_, lines, workflows) => {
    const { plan } = await open({ 'guide.md': block(...lines) });
    expect(plan?.workflows).toHaveLength(workflows);
    expect(plan?.networks.filter(({ name }) => name === 'web')).toHaveLength(1 - workflows);
  });

  it('loses nothing but the block that is no YAML, and names it', async () => {
    const broken = ['jobs:', '  a: RUNNING {command: x', '\tnetwork: y'];
    const guide = `${block(CREATE)}${block(...broken)}${block(...WORKFLOW)}`;
    const { documents, ignored } = await snapshotOf({ 'guide.md': guide });
    expect(documents.map(({ call }) => call)).toEqual(['commands', 'workflow']);
    expect(ignored.map(({ why }) => why)).toEqual([
      expect.stringMatching(/^the block at line 7 is not read as a workflow: .* \(line [78]\)$/),
    ]);
  });

  it.each([
    ['a key twice', ['jobs:', '  a: {command: x}', '  a: {command: y}'], 'written twice'],
    ['an alias of nothing', ['jobs:', '  a: {command: *x}'], 'no anchor &x'],
    ['too many levels', ['jobs:', `  a: {command: ${'['.repeat(300)}`], 'nested too deeply'],
  ])('with %s in one block is read', async (_, lines, why) => {
    const { documents, ignored } = await snapshotOf({ 'guide.md': `${block(CREATE)}${block(...lines)}` });
    expect(documents).toHaveLength(1);
    expect(ignored[0]?.why).toContain(why);
  });

  it('reads the commands of a block that is no workflow after all', async () => {
    const text = block(CREATE, 'jobs:', '  a: {command: x', 'rnx run --network=web ls');
    const { plan } = await open({ 'guide.md': text });
    expect([plan?.networks.some(({ name }) => name === 'web'), plan?.uses.length]).toEqual([true, 1]);
  });

  it.each([
    'rnx network create <name> --cidr=10.50.1.0/24',
    'rnx network create <name> [flags]',
    'rnx network create [name] --cidr=<cidr>',
    'rnx network create ... --cidr=10.50.1.0/24',
    'rnx network create NAME --cidr=CIDR',
    'rnx job run --network=<network> <command>',
    'echo "rnx network create <name> --cidr=<cidr>"',
  ])('has no network in %s', async (line) => {
    const { plan } = await open({ 'guide.md': block(line) });
    expect(plan?.networks.filter(({ source }) => source !== 'built-in')).toEqual([]);
    expect(plan?.uses).toEqual([]);
  });

  it('has a network whose range its reader fills in', async () => {
    const network = await open({ 'guide.md': block('rnx network create web --cidr=<cidr>') });
    expect(network.gaps.map(({ what }) => what)).toEqual(['the range of network web']);
  });
});

describe('the keys of a workflow by version', () => {
  const text = [
    'environment: {SHARED: "10.0.0.5"}',
    'secret_environment: {TOKEN: a}',
    'jobs:',
    '  one:',
    '    command: sh',
    '    environment: {OWN: b}',
    '    secret_environment: {KEY: c}',
  ].join('\n');

  it.each([
    [undefined, [], [], ['SHARED', 'TOKEN'], ['OWN', 'KEY']],
    ['2.10.0', [], [], ['SHARED', 'TOKEN'], ['OWN', 'KEY']],
    ['3.0.0', ['environment', 'secret_environment'], ['secret_environment'], [], ['OWN']],
  ])('%s', async (version, dropped, droppedOfJob, shared, own) => {
    const [workflow] = (await open({ 'w.yaml': text }, version)).plan?.workflows ?? [];
    const [job] = workflow?.jobs ?? [];
    expect(workflow?.ignored).toEqual(dropped.map((key) => expect.objectContaining({ key })));
    expect(job?.ignored.map(({ key }) => key)).toEqual(droppedOfJob);
    expect(workflow?.environment.map(({ name }) => name)).toEqual(shared);
    expect(job?.environment.map(({ name }) => name)).toEqual(own);
    // What is dropped is named, and what stands under it is not repeated: it may be a secret.
    expect(JSON.stringify(workflow?.ignored)).not.toMatch(/10\.0\.0\.5|TOKEN/);
  });
});

describe('a workflow', () => {
  it('keeps places, dependencies and what Joblet reads over', async () => {
    const text = [
      'defaults: {network: back}',
      'jobs:',
      '  db: &db',
      '    command: postgres',
      '    network: back',
      '    resources: {max_iobps: 5}',
      '  api:',
      '    <<: *db',
      '    command: api',
      '    requires:',
      '      - db: FINISHED',
    ].join('\n');
    const [workflow] = (await open({ 'w.yaml': text })).plan?.workflows ?? [];
    const [db, api] = workflow?.jobs ?? [];
    expect(workflow?.ignored.map(({ key }) => key)).toEqual(['defaults', 'defaults.network']);
    expect([db?.id, db?.network?.text, db?.network?.place.line, db?.network?.place.column]).toEqual([
      'w.yaml#db',
      'back',
      5,
      14,
    ]);
    expect(db?.ignored.map(({ key }) => key)).toEqual(['resources.max_iobps']);
    expect([api?.command?.text, api?.on, api?.requires.map(({ job, status }) => [job, status])]).toEqual([
      'api',
      'back',
      [['db', 'FINISHED']],
    ]);
  });

  it.each([
    ['a duplicate key', 'jobs:\n  a: {command: x}\n  a: {command: y}\n', 'twice', 'line 3, column 3'],
    ['a tab', 'jobs:\n\ta: {command: x}\n', 'tab', 'line 2, column 1'],
    ['no end', 'jobs:\n  a: {command: [x\n', 'not YAML', 'line 3, column 1'],
  ])('with %s is one message', async (_, text, message, place) => {
    await expect(open({ 'w.yaml': text })).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining(message),
      place,
    });
  });

  it('of aliases upon aliases ends', async () => {
    const jobs = Array.from({ length: 3000 }, (_, i) => `  j${i}: {command: x, args: *long}`);
    const long = `x: &long [${Array.from({ length: 3000 }, () => 'a').join(', ')}]`;
    await expect(open({ 'w.yaml': [long, 'jobs:', ...jobs].join('\n') })).rejects.toMatchObject({
      code: 'input',
    });
  });

  it('of 10 000 jobs is read', async () => {
    const jobs = Array.from({ length: 10_000 }, (_, i) => `  j${i}: {command: x, network: n${i % 50}}`);
    const network = await open({ 'w.yaml': ['jobs:', ...jobs].join('\n') });
    expect(network.plan?.workflows[0]?.jobs.length).toBe(10_000);
  });

  it.each([
    ['GitHub Actions', 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n'],
    [
      'GitHub Actions that call others',
      "'on': push\njobs:\n  a:\n    uses: ./b.yml\n    with: {command: x}\n",
    ],
    [
      'Azure Pipelines',
      'trigger: [main]\npool: {vmImage: ubuntu-latest}\njobs:\n- job: test\n  steps:\n  - script: make\n',
    ],
    [
      'Azure Pipelines with a task',
      'jobs:\n  - deployment: web\n    strategy:\n      runOnce:\n        deploy:\n          steps:\n            - task: Npm@1\n              inputs:\n                command: install\n',
    ],
    [
      'CircleCI',
      'version: 2.1\njobs:\n  test:\n    docker:\n      - image: cimg/node:20.1\n    steps:\n      - run:\n          command: npm test\nworkflows:\n  all:\n    jobs: [test]\n',
    ],
    ['Concourse', 'jobs:\n- name: test\n  plan:\n  - get: repo\n'],
    ['somebody else', 'jobs:\n  nightly:\n    schedule: daily\n'],
  ])('of %s is none of Joblet, and no reason to stop', async (_, text) => {
    const network = await open({ 'ci.yaml': text, 'make.sh': 'rnx network create a --cidr=10.1.0.0/24\n' });
    expect(network.plan?.workflows).toEqual([]);
    await expect(open({ 'ci.yaml': text })).rejects.toMatchObject({ code: 'input' });
  });

  it.each([
    [
      'jobs in a list',
      'jobs:\n  - name: a\n    command: x\n',
      ['`jobs` is no map of jobs: nothing is submitted'],
    ],
    ['a job without a command', 'jobs:\n  a:\n    network: back\n', []],
  ])('with %s is read all the same', async (_, text, faults) => {
    const [workflow] = (await open({ 'w.yaml': text })).plan?.workflows ?? [];
    expect(workflow?.faults.map((fault) => fault.text)).toEqual(faults);
  });
});

describe('a range', () => {
  const usable = async (cidr: string) => {
    const network = await open({ 'make.sh': `rnx network create a --cidr=${cidr}\n` });
    return network.subnets.get('a')?.free.count;
  };
  it.each([
    ['10.1.0.0/24', 253],
    ['10.1.0.0/29', 5],
    ['10.1.0.0/30', 1],
    ['10.1.0.0/31', 0],
    // The gateway, 10.1.0.1, lies outside.
    ['10.1.0.128/25', 126],
    ['0.0.0.0/0', 2 ** 32 - 3],
    ['2001:db8::/64', undefined],
    ['10.1.0.0', undefined],
  ])('%s holds %s jobs', async (cidr, jobs) => {
    expect(await usable(cidr)).toBe(jobs);
  });
});

describe('a version', () => {
  it.each([
    ['2.11.3', 'S'],
    ['v5.0.1', 'L'],
  ])('%s is of generation %s', async (version, profile) => {
    expect((await open({ 'n.json': '[]' }, version)).plan?.profile).toBe(profile);
  });
  it('that is none is a mistake of the caller', async () => {
    await expect(open({ 'n.json': '[]' }, 'newest')).rejects.toMatchObject({ code: 'usage' });
  });
});
