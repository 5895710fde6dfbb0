import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { close, listen } from '../../../../local/http/loopback.ts';
import { type InvokeFunction, UncoveredError } from '../account.ts';
import { answerRequest } from '../services/service-endpoint.ts';

/** Runs the bundle of a function as Lambda does: in a process of its own, with the settings of its SDK clients in the environment. Its clock
 *  is the one of this machine, so the delay of IAM must be 0. */
export const bundledHandlers: InvokeFunction = async (invoked, event, account) => {
  const { codePath, handler, region, environment, timeoutSeconds } = invoked;
  if (codePath === undefined) throw new UncoveredError(`The function ${invoked.name} has no bundle.`);
  const [file, name] = handler.split('.');
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const sdkRequest = { method, path, headers: headers as Record<string, string>, body: await bodyOf(request) };
    const answer = answerRequest(sdkRequest, invoked, account);
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  const url = await listen(server, 0);
  account.clock.busy += 1;
  try {
    const context = `{ logStreamName: 'stream', getRemainingTimeInMillis: () => ${timeoutSeconds * 1000} }`;
    const module = JSON.stringify(pathToFileURL(join(codePath, `${file}.mjs`)).href);
    const script = `const { ${name} } = await import(${module}); await ${name}(${JSON.stringify(event)}, ${context});`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...environment,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: 'ASIAREHEARSAL',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'token',
        AWS_ENDPOINT_URL: url,
      },
    });
    const errors: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new UncoveredError(`The bundle of ${invoked.name} ended with ${code}: ${errors.join('')}`);
  } finally {
    account.clock.busy -= 1;
    await close(server);
  }
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
