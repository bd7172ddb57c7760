/**
 * Stands before moto: refuses the actions it is told to, answers those that moto does not have, counts the rest.
 * moto 5 has none of the four calls below and answers them with an HTML page of status 500; an account without
 * Block Public Access, stale rules and shared groups gets the answers that stand here.
 */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Gate {
  readonly url: string;
  /** Actions that are refused, as IAM does. */
  readonly refused: Set<string>;
  /** Actions that were asked, refused ones too. */
  readonly asked: string[];
  /** Every other action is refused; undefined: none is. */
  allowOnly(actions: readonly string[] | undefined): void;
  /** From the next call on every action is throttled for so many milliseconds, or for good. */
  throttle(milliseconds: number): void;
  close(): void;
}

const ACCOUNT = '123456789012';

const MISSING_IN_MOTO: Readonly<Record<string, (region: string) => string>> = {
  DescribeSecurityGroupVpcAssociations: () => '<securityGroupVpcAssociationSet/>',
  DescribeStaleSecurityGroups: () => '<staleSecurityGroupSet/>',
  DescribeVpcBlockPublicAccessExclusions: () => '<vpcBlockPublicAccessExclusionSet/>',
  DescribeVpcBlockPublicAccessOptions: (region) =>
    `<vpcBlockPublicAccessOptions><awsAccountId>${ACCOUNT}</awsAccountId><awsRegion>${region}</awsRegion><state>default-state</state><internetGatewayBlockMode>off</internetGatewayBlockMode><exclusionsAllowed>allowed</exclusionsAllowed></vpcBlockPublicAccessOptions>`,
};

export async function gateBefore(moto: string, region: string): Promise<Gate> {
  const refused = new Set<string>();
  const asked: string[] = [];
  /** Milliseconds still to go, counted from the first call that is throttled. */
  let throttled: number | undefined;
  let until = 0;
  let allowed: ReadonlySet<string> | undefined;
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const action = new URLSearchParams(body).get('Action') ?? '';
    asked.push(action);
    if (throttled !== undefined) {
      until = Date.now() + throttled;
      throttled = undefined;
    }
    if (Date.now() < until) return xml(response, 503, THROTTLED);
    if (refused.has(action) || allowed?.has(action) === false) return refuse(response, action);
    const answer = MISSING_IN_MOTO[action];
    if (answer)
      return xml(
        response,
        200,
        `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${answer(region)}</${action}Response>`,
      );
    pass(moto, request, body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    refused,
    asked,
    allowOnly: (actions) => {
      allowed = actions && new Set(actions);
    },
    throttle: (milliseconds) => {
      until = 0;
      throttled = milliseconds;
    },
    close: () => void server.close(),
  };
}

const THROTTLED =
  '<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors><RequestID>r</RequestID></Response>';

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function xml(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/xml;charset=UTF-8' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
}

const refuse = (response: ServerResponse, action: string): void =>
  xml(
    response,
    403,
    `<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation. User: arn:aws:iam::${ACCOUNT}:user/audit is not authorized to perform: ec2:${action} because no identity-based policy allows the ec2:${action} action</Message></Error></Errors><RequestID>r</RequestID></Response>`,
  );

/** The host stays what the client signed: moto tells the service and the region by it. */
function pass(
  moto: string,
  { headers, method, url }: IncomingMessage,
  body: string,
  response: ServerResponse,
): void {
  const onward = forward(
    new URL(url ?? '/', moto),
    { method, headers: { ...headers, connection: 'close' } },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', (error) => xml(response, 502, `<Error>${error.message}</Error>`));
  onward.end(body);
}
