import { Flags } from '@oclif/core';
import { hostName, parseOrigin } from '../../local/http/origin.ts';
import { UsageError } from '../errors.ts';

/** The origin of a web page, as a browser sends it. Neither `*` nor `null`: every page on the web can have these. */
const originFlag = Flags.custom<string>({
  helpValue: 'ORIGIN',
  helpGroup: 'BROWSER',
  parse: async (input) => {
    const origin = parseOrigin(input);
    if (origin !== undefined) return origin;
    throw new UsageError(
      `"${input}" is not an origin.`,
      'Write the scheme, the host and the port of the page, such as https://app.example.com or http://localhost:5173.',
    );
  },
});

/** The name of a host. One that starts with a dot includes the names below it. */
const hostFlag = Flags.custom<string>({
  helpValue: 'HOST',
  helpGroup: 'BROWSER',
  parse: async (input) => {
    const [, dot = '', text = ''] = /^(\.?)(.*)$/s.exec(input) ?? [];
    const name = /:\d*$/.test(text) ? undefined : hostName(text);
    if (name !== undefined && name !== '') return `${dot}${name}`;
    throw new UsageError(
      `"${input}" is not the name of a host.`,
      'Write it without the scheme and the port, such as shop.ngrok-free.app, or .example.com with all names below it.',
    );
  },
});

/** For the servers that only programs use: the AWS endpoint and the Logs API.
 *  @param server what pages of the origin may call. */
export function corsOriginFlag(server: string) {
  return originFlag({
    summary: `allow web pages of this origin to call ${server}; can be repeated`,
    multiple: true,
    multipleNonGreedy: true,
  });
}

/** For the servers of APIs. */
export const apiAccessFlags = {
  'allow-origin': originFlag({
    summary: 'allow web pages of this origin to call the APIs; can be repeated',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'allow-host': hostFlag({
    summary: 'serve the APIs under this name of a host, such as that of a tunnel; can be repeated',
    multiple: true,
    multipleNonGreedy: true,
  }),
};
