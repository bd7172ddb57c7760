/** A server that speaks EC2's query protocol on loopback: each action answers what a test gives it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** The inside of an answer's root element, or what a broken server does instead. */
export type Reply = string | ((response: ServerResponse, asked: URLSearchParams) => void);

export interface Ec2 {
  readonly url: string;
  /** What was asked, in order. */
  readonly asked: URLSearchParams[];
}

/** `otherwise` answers the actions that `replies` leaves out. */
export async function ec2(replies: Readonly<Record<string, Reply>>, otherwise: Reply = ''): Promise<Ec2> {
  const asked: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    const query = new URLSearchParams(await textOf(request));
    asked.push(query);
    const action = query.get('Action') ?? '';
    const reply = replies[action] ?? otherwise;
    if (typeof reply === 'string') answer(response, action, reply);
    else reply(response, query);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, asked };
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

export function answer(response: ServerResponse, action: string, inside: string): void {
  response.writeHead(200, { 'content-type': 'text/xml;charset=UTF-8' });
  response.end(
    `<?xml version="1.0"?>\n<${action}Response><requestId>r</requestId>${inside}</${action}Response>`,
  );
}

/** An error as EC2 words it. */
export const refuse =
  (code: string, message: string, status = 403): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/xml;charset=UTF-8' });
    response.end(
      `<?xml version="1.0"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
    );
  };
