import { createConnection } from 'node:net';

const LONGEST_MS = 45_000;

/** Sends raw bytes. Returns what came back until the server closed the socket or `until` matched. */
export function rawRequest(port: number, bytes: string | Uint8Array, until = /\r\n\r\n/): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = createConnection(port, '127.0.0.1', () => socket.write(bytes));
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No data for ${LONGEST_MS} ms; before: ${answer}`));
    }, LONGEST_MS);
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text;
      if (until.test(answer)) finish();
    });
    socket.on('close', finish).on('error', finish);
  });
}
