import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findEnvironment } from '../../../scripts/verify-aws/account.ts';
import { openClients } from '../../../scripts/verify-aws/aws-clients.ts';
import { RunningProcess } from '../../cli/run-logs.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const MAIN = join(ROOT, 'scripts', 'verify-aws', 'main.ts');
/** Files that do not exist: the settings of this machine must not be used. */
const NO_SETTINGS = {
  HOME: '/nonexistent',
  AWS_CONFIG_FILE: '/nonexistent/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
};

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return new RunningProcess(process.execPath, [MAIN, ...args], { cwd: ROOT, env: { ...NO_SETTINGS, ...env } }).end();
}

describe('without an AWS account', () => {
  it('ends with one message and the code 2', async () => {
    const { code, stdout, stderr } = await run([]);
    expect(stderr).toMatch(/^error: No AWS credentials were found .*Sign in with `aws sso login`.*\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('asks for a region when only credentials are set', async () => {
    const { code, stderr } = await run(['--yes'], { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: No AWS region is set. Name one: `npm run verify:aws -- --region eu-central-1`.\n',
    });
  });
});

/** CloudFormation with one answer. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
async function cloudFormation(status: number, body: string) {
  const server = createServer((_, response) => response.writeHead(status, { 'Content-Type': 'text/xml' }).end(body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  return openClients({ endpoint: `http://127.0.0.1:${port}`, region: 'eu-west-1', credentials });
}

const error = (code: string, message: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

describe('the bootstrap stack', () => {
  it('tells the account and the version', async () => {
    const stack =
      '<StackId>arn:aws:cloudformation:eu-west-1:123456789012:stack/CDKToolkit/0f1e</StackId><StackName>CDKToolkit</StackName>' +
      '<Outputs><member><OutputKey>BootstrapVersion</OutputKey><OutputValue>30</OutputValue></member></Outputs>';
    const body = `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
    const clients = await cloudFormation(200, body);
    expect(await findEnvironment(clients)).toEqual({
      accountId: '123456789012',
      region: 'eu-west-1',
      bootstrapVersion: '30',
    });
  });

  it.each([
    [
      400,
      error('ValidationError', 'Stack with id CDKToolkit does not exist'),
      'Type `AWS_REGION=eu-west-1 npx cdk bootstrap`',
    ],
    [
      403,
      error('AccessDenied', 'User is not authorized to perform: cloudformation:DescribeStacks'),
      'Allow cloudformation:DescribeStacks',
    ],
    [403, error('ExpiredToken', 'The security token included in the request is expired'), 'Sign in again.'],
  ])('has one message for the answer %s %s', async (status, body, message) => {
    const clients = await cloudFormation(status, body);
    await expect(findEnvironment(clients)).rejects.toThrow(
      expect.objectContaining({ name: 'StartError', message: expect.stringContaining(message) }),
    );
  });
});
