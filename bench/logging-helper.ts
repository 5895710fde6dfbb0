import { build } from 'esbuild';
import { type Figure, median, timesOf } from './measure.ts';
import { ROOT } from './setup.ts';

const CALLS = 5000;

/** The time that the helper adds to a warm call of a function behind an API, and the size that it adds to a bundle. The call has a
 *  request body, a response body, three lines and a debug line; the output is discarded. */
export async function benchLoggingHelper(): Promise<Figure[]> {
  return [
    { name: 'logging helper: added to a warm call', value: await addedMilliseconds(), unit: 'ms', limit: 0.3 },
    { name: 'logging helper: added to a bundle', value: (await bundleBytes()) / 1024, unit: 'KB', limit: 120 },
  ];
}

async function addedMilliseconds(): Promise<number> {
  process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=0';
  const { log, withLogging } = await import('../helper/index.ts');
  const bare = async (_event: object, _context: object) => ({ statusCode: 200, body: BODY });
  const logged = withLogging(
    async (event: object, context: object) => {
      log('looking up', 'debug', { noteId: '6f1c' });
      log('note read', 'info', { noteId: '6f1c', length: 12 });
      log('note is old', 'warn', { days: 400 });
      log('note sent', 'info', { to: ['ann', 'bob'] });
      return await bare(event, context);
    },
    { capture: 'errors' },
  );
  const discard = () => true;
  const writes = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream } of writes) stream.write = discard;
  try {
    const floor = await medianCall(bare);
    return (await medianCall(logged)) - floor;
  } finally {
    for (const { stream, write } of writes) stream.write = write;
  }
}

async function medianCall(handler: (event: object, context: object) => Promise<unknown>): Promise<number> {
  return median(await timesOf(CALLS, () => handler(EVENT, CONTEXT), { warmUps: 500 }));
}

async function bundleBytes(): Promise<number> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['helper/index.ts'],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return outputFiles[0]?.contents.length ?? Number.NaN;
}

const BODY = JSON.stringify({ noteId: '6f1c', content: 'milk, '.repeat(100), createdAt: '2026-11-21T14:02:11.480Z' });

const CONTEXT = { awsRequestId: '4b9e2c1a-0000-4000-8000-000000000000', getRemainingTimeInMillis: () => 10_000 };

/** The event of a REST API with as many headers as a browser behind CloudFront sends. */
const EVENT = {
  resource: '/notes/{noteId}',
  path: '/notes/6f1c',
  httpMethod: 'PUT',
  headers: Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`X-Header-${n}`, `value ${n}`])),
  multiValueHeaders: Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`X-Header-${n}`, [`value ${n}`]])),
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  pathParameters: { noteId: '6f1c' },
  stageVariables: null,
  requestContext: {
    resourcePath: '/notes/{noteId}',
    httpMethod: 'PUT',
    extendedRequestId: 'JJbxmplHYosFVYQ=',
    requestTimeEpoch: 1_763_733_731_480,
    path: '/prod/notes/6f1c',
    stage: 'prod',
    domainName: 'abc.execute-api.eu-central-1.amazonaws.com',
    requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    apiId: 'abc',
    identity: { sourceIp: '203.0.113.10', userAgent: 'curl/8.1' },
    authorizer: { principalId: 'ann', domainId: 'shop' },
  },
  body: JSON.stringify({ content: 'milk, '.repeat(100) }),
  isBase64Encoded: false,
};
