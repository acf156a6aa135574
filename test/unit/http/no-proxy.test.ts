import { describe, expect, test } from 'vitest';
import { parseNoProxy } from '../../../src/http/no-proxy.ts';

function covers(list: string, url: string): boolean {
  return parseNoProxy(list).covers(new URL(url));
}

describe('NO_PROXY', () => {
  test.each([
    ['*', 'https://app.pendo.io'],
    ['app.pendo.io', 'https://app.pendo.io'],
    ['APP.Pendo.IO.', 'https://app.pendo.io'],
    ['pendo.io', 'https://app.pendo.io'],
    ['.pendo.io', 'https://app.eu.pendo.io'],
    ['*.pendo.io', 'https://app.eu.pendo.io'],
    ['app.pendo.io:443', 'https://app.pendo.io'],
    ['localhost:8080', 'http://localhost:8080'],
    ['localhost, 127.0.0.1 , .svc', 'http://127.0.0.1:9'],
    ['localhost 127.0.0.1', 'http://127.0.0.1:9'],
    ['127.0.0.1:9', 'http://127.0.0.1:9'],
    ['10.0.0.0/8', 'http://10.200.3.4:8080'],
    ['192.168.1.64/26', 'http://192.168.1.127'],
    ['0.0.0.0/0', 'http://8.8.8.8'],
    ['10.0.0.5-10.0.0.9', 'http://10.0.0.7'],
    ['::1', 'http://[::1]:8080'],
    ['[::1]', 'http://[::1]:8080'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['fd00::/8', 'http://[fd12::1]'],
    ['münchen.example', 'https://a.xn--mnchen-3ya.example'],
  ])('%s covers %s.', (list, url) => {
    expect(covers(list, url)).toBe(true);
    expect(parseNoProxy(list).unreadable).toEqual([]);
  });

  test.each([
    ['', 'https://app.pendo.io'],
    [' , ', 'https://app.pendo.io'],
    ['endo.io', 'https://app.pendo.io'],
    ['app.pendo.io.example.com', 'https://app.pendo.io'],
    ['app.pendo.io:8443', 'https://app.pendo.io'],
    ['localhost:80', 'http://localhost:8080'],
    ['localhost', 'http://127.0.0.1'],
    ['10.0.0.0/8', 'http://11.0.0.1'],
    ['10.0.0.0/8', 'https://10.example.com'],
    ['192.168.1.64/26', 'http://192.168.1.128'],
    ['10.0.0.5-10.0.0.9', 'http://10.0.0.10'],
    ['fd00::/8', 'http://[fc00::1]'],
  ])('%j does not cover %s.', (list, url) => {
    expect(covers(list, url)).toBe(false);
    expect(parseNoProxy(list).unreadable).toEqual([]);
  });

  test.each([
    '10.0.0.0/33',
    'fd00::/129',
    '10.*',
    '192.168.',
    '10.0.0.9-10.0.0.5',
    'http://proxied.example.com',
    'a b@c',
    '10.0.0.0/',
    '<local>',
  ])('reports an invalid entry and keeps the others: %s.', (entry) => {
    const list = parseNoProxy(`first.example.com, ${entry}, last.example.com`);
    expect(list.unreadable).toContain(entry.includes(' ') ? 3 : 2);
    expect(list.covers(new URL('https://last.example.com'))).toBe(true);
  });
});
