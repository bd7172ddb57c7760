/** The small texts that people write: ports, protocols, required flows, declarations, ranges. */
import { describe, expect, it } from 'vitest';
import { describeAddresses } from '../../src/ip/address.ts';
import {
  parseDeclaration,
  parsePorts,
  parseProtocol,
  parseRange,
  parseRequired,
} from '../../src/workload/parse.ts';

describe('ports', () => {
  it.each([
    ['8786', [8786, 8786]],
    ['0', [0, 0]],
    ['65535', [65535, 65535]],
    ['1024-65535', [1024, 65535]],
    ['8787,8786', [8786, 8787]],
    ['443, 8786-8787, 22', [22, 22, 443, 443, 8786, 8787]],
    ['80-90,85-100', [80, 100]],
  ])('%s', (text, set) => {
    expect(parsePorts(text)).toEqual({ value: set });
  });

  it.each(['', '65536', '90-80', '80-', '-80', '8786,', 'https', '80:90', '1e3', '１２'])(
    'not %s',
    (text) => {
      expect(parsePorts(text)).toEqual({
        error: expect.stringContaining('is no port'),
        remedy: 'write a port from 0 to 65535, a range like 8000-9000, or several by commas',
      });
    },
  );
});

describe('protocols', () => {
  it.each([
    ['tcp', 6],
    ['UDP', 17],
    ['icmp', 1],
    ['0', 0],
    ['6', 6],
    ['255', 255],
  ])('%s', (text, number) => {
    expect(parseProtocol(text)).toEqual({ value: number });
  });

  it.each(['', '256', '-1', 'sctp', 'all', 'constructor', '__proto__', '6.0'])('not %s', (text) => {
    expect(parseProtocol(text)).toEqual({
      error: `${JSON.stringify(text)} is no protocol`,
      remedy: 'write tcp, udp, icmp or a number from 0 to 255',
    });
  });
});

describe('required flows', () => {
  it.each([
    ['role:worker=10.20.0.0/24:5432', 'role:worker', '10.20.0.0/24', [5432, 5432]],
    ['role:worker=eni-1:80-90', 'role:worker', 'eni-1', [80, 90]],
    ['internet=role:scheduler:22,80', 'internet', 'role:scheduler', [22, 22, 80, 80]],
    ['role:worker=role:scheduler:22', 'role:worker', 'role:scheduler', [22, 22]],
    ['role:worker=2600:1f18::/56:443', 'role:worker', '2600:1f18::/56', [443, 443]],
    ['role:worker=2600:1f18::1:443', 'role:worker', '2600:1f18::1', [443, 443]],
    ['role:worker=[2600:1f18::1]:443', 'role:worker', '2600:1f18::1', [443, 443]],
    ['[fd00::1]=role:worker:22', 'fd00::1', 'role:worker', [22, 22]],
    ['fd00::/8=role:worker:22', 'fd00::/8', 'role:worker', [22, 22]],
    ['vm:subnet=s-1,groups=a+b,public=10.0.0.1:22', 'vm:subnet=s-1,groups=a+b,public', '10.0.0.1', [22, 22]],
    ['role:worker=vm:subnet=s-1,groups=a:22', 'role:worker', 'vm:subnet=s-1,groups=a', [22, 22]],
    ['vm:subnet=s-1=vm:subnet=s-2,groups=a:22', 'vm:subnet=s-1', 'vm:subnet=s-2,groups=a', [22, 22]],
  ])('%s', (text, from, to, ports) => {
    expect(parseRequired(text)).toEqual({ value: { from, to, ports, text } });
  });

  it.each([
    ['', 'names no two ends and a port'],
    ['role:worker', 'names no two ends and a port'],
    ['=10.0.0.1:22', 'names no two ends and a port'],
    ['role:worker=:22', 'names no two ends and a port'],
    ['role:worker=10.0.0.1', 'names no two ends and a port'],
    ['role:worker=10.0.0.1:', '"" is no port'],
    ['role:worker=10.0.0.1:postgres', '"postgres" is no port'],
    ['role:worker=10.0.0.1:70000', '"70000" is no port'],
  ])('not %s', (text, error) => {
    expect(parseRequired(text)).toEqual({
      error: `--require ${JSON.stringify(text)}${error.startsWith('names') ? ' ' : ': '}${error}`,
      remedy: 'write <from>=<to>:<port>, for example role:worker=10.20.0.0/24:5432',
    });
  });
});

describe('declarations', () => {
  const form = 'write egress:<hop> or reach:<cidr>@<hop>, for example reach:10.50.0.0/16@vgw-1';

  it('puts the internet behind a hop', () => {
    const text = 'egress:eni-1';
    expect(parseDeclaration(text)).toEqual({ value: { hop: 'eni-1', text } });
  });

  it.each([
    ['reach:10.50.0.0/16@vgw-1', '10.50.0.0/16', 'vgw-1'],
    ['reach:10.50.0.1@pcx-1', '10.50.0.1', 'pcx-1'],
    ['reach:fd00::/8@tgw-attach-1', 'fd00::/8', 'tgw-attach-1'],
  ])('%s puts a range behind a hop', (text, range, hop) => {
    const declared = parseDeclaration(text);
    expect(declared).toMatchObject({ value: { hop, text } });
    expect('value' in declared && describeAddresses(declared.value.reach ?? [])).toBe(range);
  });

  it.each([
    ['', 'says nothing that can be used', form],
    ['egres:igw-1', 'says nothing that can be used', `did you mean egress? ${form}`],
    ['egress:', 'says nothing that can be used', form],
    ['egress:a b', 'says nothing that can be used', form],
    ['reach:10.0.0.0/8', 'says nothing that can be used', form],
    ['reach:@vgw-1', 'says nothing that can be used', form],
    ['ingress:vgw-1', 'says nothing that can be used', `did you mean egress? ${form}`],
    ['reach:10.0.0.300/8@vgw-1', '300 in 10.0.0.300 is more than 255', 'write one like 10.20.0.0/16'],
    ['reach:office@vgw-1', 'office is no address and no CIDR block', 'write one like 10.20.0.0/16'],
    [
      'reach:10.50.0.1/16@vgw-1',
      '10.50.0.1/16 has host bits set',
      'write 10.50.0.0/16 for the block, or 10.50.0.1 for the one address',
    ],
  ])('not %s', (text, error, remedy) => {
    expect(parseDeclaration(text)).toEqual({
      error: `--assume ${JSON.stringify(text)}${error.startsWith('says') ? ' ' : ': '}${error}`,
      remedy,
    });
  });
});

it.each([
  ['', ' is no address and no CIDR block'],
  ['office', 'office is no address and no CIDR block'],
  ['10.0.0.0/33', '/33 in 10.0.0.0/33 is no prefix length from 0 to 32'],
  ['10.0.0/8', '10.0.0 is no IPv4 address: it has 3 numbers and 2 dots, not four and three'],
  ['10.0.0.0-10.0.0.9', '10.0.0.0-10.0.0.9 is no address and no CIDR block'],
])('%s is no range', (text, error) => {
  expect(parseRange(text)).toMatchObject({ error });
});
