/**
 * An office's way to the clouds, on loopback: a proxy that writes down whom it was asked to connect to, and behind it
 * one server that stands for every host of them, with a certificate of the office's own authority.
 */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import type { Authority } from './authority.ts';

export interface Listening {
  readonly port: number;
  close(): void;
}

export async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A server that stands for hosts of a cloud. */
export const cloud = ({ key, cert }: Authority, answer: RequestListener): Promise<Listening> =>
  listening(createTlsServer({ key, cert }, answer));

export const textOf = async (stream: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
};

export type Answer = (
  asked: {
    readonly host: string;
    readonly path: string;
    readonly body: string;
    readonly headers: IncomingMessage['headers'];
  },
  response: ServerResponse,
) => void;

export const answering =
  (answer: Answer): RequestListener =>
  (request, response) => {
    void textOf(request).then((body) => {
      const { headers, url = '/' } = request;
      const host = (headers.host ?? '').replace(/:\d+$/, '');
      answer({ host, path: url, body, headers }, response);
    });
  };

export interface OfficeProxy extends Listening {
  readonly url: string;
  /** "ec2.us-east-1.amazonaws.com:443" of a tunnel, "http://…" of a request that is handed on; in order. */
  readonly asked: readonly string[];
  /** What it answers in place of a tunnel: "403 Forbidden". `silence`: nothing at all. */
  refusal: string | 'silence' | undefined;
}

/** Whatever host is asked for, `port` is what it leads to. */
export async function officeProxy(port: number): Promise<OfficeProxy> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(own.refusal === undefined ? 200 : Number.parseInt(own.refusal, 10));
    response.end();
  });
  server.on('connect', ({ url = '' }: IncomingMessage, socket: Socket) => {
    asked.push(url);
    if (own.refusal === 'silence') return;
    if (own.refusal !== undefined)
      return void socket.end(`HTTP/1.1 ${own.refusal}\r\ncontent-type: text/html\r\n\r\n<html>No</html>`);
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  const listener = await listening(server);
  const own: OfficeProxy = {
    ...listener,
    url: `http://127.0.0.1:${listener.port}`,
    asked,
    refusal: undefined,
  };
  return own;
}
