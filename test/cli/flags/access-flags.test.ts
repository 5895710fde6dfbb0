import { Parser } from '@oclif/core';
import { expect, it } from 'vitest';
import { apiAccessFlags, corsOriginFlag } from '../../../cli/flags/access-flags.ts';

async function parse(...argv: string[]) {
  const options = { flags: { ...apiAccessFlags, 'cors-origin': corsOriginFlag('the API') }, strict: false };
  const { flags, argv: rest } = await Parser.parse(argv, options);
  return { ...flags, rest };
}

it('reads origins and hosts in the form in which browsers send them; a flag takes one value, and can be repeated', async () => {
  const origins = ['https://app.example.com', 'http://LOCALHOST:5173', 'http://[::1]:80'];
  const hosts = ['shop.ngrok-free.app', '.Example.com', 'host.docker.internal.', '192.168.1.7'];
  const repeat = (flag: string, values: readonly string[]) => values.flatMap((value) => [flag, value]);
  const argv = [...repeat('--allow-origin', origins), ...repeat('--allow-host', hosts), 'cdk.out'];
  expect(await parse(...argv, '--cors-origin', 'capacitor://localhost')).toMatchObject({
    'allow-origin': ['https://app.example.com', 'http://localhost:5173', 'http://[::1]'],
    'allow-host': ['shop.ngrok-free.app', '.example.com', 'host.docker.internal', '192.168.1.7'],
    'cors-origin': ['capacitor://localhost'],
    rest: ['cdk.out'],
  });
});

// Every page on the web can have the origin null: it puts itself into a sandboxed frame.
it.each(['null', '*', 'https://*.example.com', 'example.com', 'https://example.com/', 'https://a@example.com', ''])(
  'refuses the origin "%s"',
  async (origin) => {
    const message = `"${origin}" is not an origin. Write`;
    await expect(parse('--allow-origin', origin)).rejects.toThrow(message);
    await expect(parse('--cors-origin', origin)).rejects.toThrow(message);
  },
);

it.each(['*', '.', 'https://shop.example.com', 'shop.example.com:443', 'a@example.com', '*.example.com', ''])(
  'refuses the host "%s"',
  async (host) => {
    await expect(parse('--allow-host', host)).rejects.toThrow(`"${host}" is not the name of a host. Write`);
  },
);
