import {
  defineRule,
  isPublicName,
  type Mention,
  mentionsOf,
  type Problem,
  type Resource,
  refOf,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-name-unresolved',
  severity: 'warning',
  title: 'A job names a host that nothing resolves',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: `Looks for hosts in the arguments and variables of every job: in URLs, in \`host:port\`, behind \`--host\`, in variables such as
\`DB_HOST\`. A name without a dot, or in a domain that is set aside (\`.local\`, \`.internal\`), is one that public name servers do not
know. Addresses, \`localhost\` and names that hold a variable are left alone.`,
    why: `A job asks 8.8.8.8 and 8.8.4.4, and its hosts file has nothing but localhost and its own name: other jobs have addresses and
no names, whatever network they share.`,
    repair:
      'Give the address instead of the name (a job can write its own to a shared volume), or run both programs in one job.',
    source: 'Joblet, filesystem/isolator.go (resolv.conf) and network/setup.go (hosts).',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/names'] },
  *check({ network }) {
    for (const workflow of network.plan?.workflows ?? []) {
      const { jobs, environment } = workflow;
      const names = new Set(jobs.map(({ name }) => name));
      for (const mention of mentionsOf({ environment }))
        if (!isPublicName(mention.host))
          yield unresolved(workflow, `every job of ${workflow.id}`, mention, names.has(mention.host));
      for (const job of jobs.filter(({ on }) => on !== 'none'))
        for (const mention of mentionsOf(job))
          if (!isPublicName(mention.host))
            yield unresolved(job, `job ${job.name}`, mention, names.has(mention.host));
    }
  },
});

const unresolved = (
  owner: Resource,
  who: string,
  { host, written, place }: Mention,
  isJob: boolean,
): Problem => ({
  message: `${who} reaches for ${written}, and no name server that it asks knows ${host}`,
  resources: [{ ...refOf(owner), place }],
  key: host,
  symptom: `the program fails to resolve ${host}: "Name or service not known"`,
  fix: {
    none: isJob
      ? `job ${host} has an address and no name: write its address, which it can hand over on a shared volume`
      : `write the address of ${host}, or its full name if the internet knows one`,
  },
});
