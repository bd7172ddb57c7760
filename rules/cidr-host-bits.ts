import {
  type CallPath,
  callRef,
  defineRule,
  editFix,
  formatCidr,
  parseAddress,
  parseCidr,
  pathText,
  valuesOf,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'cidr-host-bits',
  severity: 'warning',
  title: 'A CIDR block of the call has host bits set',
  needs: 'call',
  docs: {
    what: `Reads every \`cidr\` of \`ingress\` and \`firewall\`. In 10.1.0.2/16 the last two bytes belong to a host and not to the block, which
is 10.1.0.0/16; a text that is no block at all is an error.`,
    why: `Either one machine was meant (10.1.0.2/32), and the whole block is let in, or the block was meant, and what it reads is not what
is made: AWS corrects it without a word.`,
    repair: `Write the block, or the one address with /32.`,
    source: 'Amazon EC2 API, IpRange: AWS canonicalizes CIDRs, 100.68.0.18/18 becomes 100.68.0.0/18.',
  },
  examples: {
    good: ['fixtures/aws/guide --call fixtures/calls/current.py'],
    bad: ['--call fixtures/calls/redundant.py'],
  },
  *check({ call }) {
    for (const { path, value } of call ? valuesOf(call) : []) {
      if (!isCidr(path) || value.is !== 'literal') continue;
      const text = String(value.value);
      const block = typeof value.value === 'string' ? parseCidr(text) : undefined;
      const resources = [callRef(pathText(path), 'argument', value.place)];
      if (!block) {
        const fix = { none: 'write a block as 10.1.0.0/16, or one address as 10.1.0.2/32' };
        yield {
          message: `${pathText(path)} is no CIDR block: ${JSON.stringify(text)}`,
          resources,
          severity: 'error',
          fix,
        };
      } else if (parseAddress(text.split('/')[0] ?? '') !== block.first) {
        const meant = formatCidr(block);
        const message = `${pathText(path)} ${text} has host bits set: the block is ${meant}`;
        yield { message, resources, fix: editFix({ do: 'set', at: path, value: meant }) };
      }
    }
  },
});

const isCidr = (path: CallPath): boolean =>
  path.at(-1) === 'cidr' && (path[0] === 'ingress' || path[0] === 'firewall');
