// What a live read costs: calls, rounds and wall time against a server that answers each call after 100 ms, and the
// loading of each SDK, whole and only what is used of it, against bare Node.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = `${root}dist/cli/bin.js`;
const DELAY = 100;
const RUNS = 7;
const VPC = 'vpc-0a';
const OWNER = '111122223333';

const attachment = (vpc) =>
  `<item><transitGatewayAttachmentId>tgw-attach-${vpc}</transitGatewayAttachmentId><transitGatewayId>tgw-1</transitGatewayId><resourceType>vpc</resourceType><resourceId>${vpc}</resourceId><resourceOwnerId>${OWNER}</resourceOwnerId></item>`;
const side = (name, vpc) =>
  `<${name}><vpcId>${vpc}</vpcId><ownerId>${OWNER}</ownerId><region>us-east-1</region></${name}>`;

/** A VPC with a peer and a transit gateway that leads to another VPC: all three rounds are needed. */
const ANSWERS = {
  DescribeVpcs: (query) =>
    `<vpcSet>${query
      .getAll('Filter.1.Value.1')
      .map(
        (id) =>
          `<item><vpcId>${id}</vpcId><cidrBlock>10.0.0.0/16</cidrBlock><ownerId>${OWNER}</ownerId></item>`,
      )
      .join('')}</vpcSet>`,
  DescribeVpcAttribute: (query) =>
    `<vpcId>${query.get('VpcId')}</vpcId><enableDnsSupport><value>true</value></enableDnsSupport>`,
  DescribeVpcBlockPublicAccessOptions: () =>
    `<vpcBlockPublicAccessOptions><awsAccountId>${OWNER}</awsAccountId></vpcBlockPublicAccessOptions>`,
  DescribeVpcPeeringConnections: () =>
    `<vpcPeeringConnectionSet><item><vpcPeeringConnectionId>pcx-1</vpcPeeringConnectionId>${side('requesterVpcInfo', VPC)}${side('accepterVpcInfo', 'vpc-0b')}</item></vpcPeeringConnectionSet>`,
  DescribeTransitGatewayAttachments: (query) =>
    `<transitGatewayAttachments>${(query.get('Filter.1.Name') === 'transit-gateway-id' ? [VPC, 'vpc-0c'] : [VPC]).map(attachment).join('')}</transitGatewayAttachments>`,
  DescribeTransitGatewayRouteTables: () =>
    '<transitGatewayRouteTables><item><transitGatewayRouteTableId>tgw-rtb-1</transitGatewayRouteTableId><transitGatewayId>tgw-1</transitGatewayId></item></transitGatewayRouteTables>',
};

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function slowServer(asked) {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const query = new URLSearchParams(Buffer.concat(chunks).toString());
      const action = query.get('Action');
      asked.push(performance.now());
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'text/xml' });
        response.end(`<${action}Response>${ANSWERS[action]?.(query) ?? ''}</${action}Response>`);
      }, DELAY);
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const collectOnce = (port) =>
  new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_CONFIG_FILE: '/nonexistent',
    };
    const started = performance.now();
    const args = [bin, 'collect', '--vpc', VPC, '--region', 'us-east-1'];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('exit', (code) =>
      code === 0
        ? resolve({ wall: performance.now() - started, started })
        : reject(new Error(`exit ${code}`)),
    );
  });

async function live() {
  const asked = [];
  const server = await slowServer(asked);
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    asked.length = 0;
    const { wall, started } = await collectOnce(server.address().port);
    const gaps = asked.filter((at, i) => i > 0 && at - asked[i - 1] > DELAY / 2).length;
    const first = asked[0] - started;
    runs.push({ wall, calls: asked.length, rounds: gaps + 1, reading: wall - first });
  }
  server.close();
  const { calls, rounds } = runs[0];
  const reading = median(runs.map((run) => run.reading));
  const wall = median(runs.map((run) => run.wall));
  console.log(`live    ${calls} calls in ${rounds} rounds, each answered after ${DELAY} ms`);
  console.log(
    `        from the first call to the end ${reading.toFixed(0)} ms: ${(reading / (rounds * DELAY)).toFixed(2)} times the rounds (aim 1.5); the whole command ${wall.toFixed(0)} ms`,
  );
}

/** Milliseconds and megabytes of one start. */
function costOf(file) {
  const started = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} exited with ${status}`);
  return { wall: performance.now() - started, memory: Number(stdout) };
}

const TELL = 'console.log(process.resourceUsage().maxRSS / 1024);\n';

/** Starts with each of the files, by turns; "bare node 40 ms 43 MB; …". */
function compare(name, files) {
  const entries = Object.entries(files);
  const runs = Array.from({ length: RUNS }, () => entries.map(([, file]) => costOf(file)));
  const told = entries.map(([what], i) => {
    const [wall, memory] = ['wall', 'memory'].map((of) => median(runs.map((run) => run[i][of])).toFixed(0));
    return `${what} ${wall} ms ${memory} MB`;
  });
  console.log(`${name.padEnd(8)}${told.join('; ')}`);
}

function loading() {
  const folder = mkdtempSync(join(root, 'bench', '.sdk-'));
  const written = (name, text) => {
    writeFileSync(join(folder, name), text + TELL);
    return join(folder, name);
  };
  try {
    const bare = written('bare.mjs', '');
    compare('ec2', {
      'bare node': bare,
      'with the package': written(
        'ec2.mjs',
        "import { EC2Client } from '@aws-sdk/client-ec2'; new EC2Client({ region: 'us-east-1' });\n",
      ),
      'with only what is used, bundled,': bundled(folder, written),
    });
    const auth =
      "import { GoogleAuth, PassThroughClient } from 'google-auth-library'; const auth = new GoogleAuth({ authClient: new PassThroughClient() });\n";
    const sdk = JSON.stringify(`${root}dist/src/providers/gcp/collect/sdk.js`);
    compare('compute', {
      'bare node': bare,
      'with the package': written(
        'compute.mjs',
        `${auth}import { NetworksClient } from '@google-cloud/compute'; new NetworksClient({ auth });\n`,
      ),
      'with one of its services': written(
        'service.mjs',
        `${auth}import { NetworksClient } from '@google-cloud/compute/build/src/v1/networks_client.js'; new NetworksClient({ auth });\n`,
      ),
      'with all that is asked': written(
        'asked.mjs',
        `${auth}import { computeClient } from ${sdk}; computeClient(auth, { protocol: 'https', host: 'localhost', port: 443 });\n`,
      ),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bundled(folder, written) {
  const used = join(folder, 'used');
  buildSync({
    absWorkingDir: root,
    entryPoints: [
      written(
        'entry.ts',
        "import { readingClient, SENDERS } from '../../src/providers/aws/collect/sdk.ts'; if (!SENDERS.DescribeVpcs) throw 0; readingClient({ region: 'us-east-1' });\n",
      ),
    ],
    outdir: used,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return join(used, 'entry.mjs');
}

await live();
loading();
