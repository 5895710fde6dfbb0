import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { onTestFinished } from 'vitest';
import { startLocalAws } from '../../../local/local-aws.ts';

/** Synthesizes an app and runs its stacks for one test. */
export async function runApp(synthesize: (outdir: string) => void) {
  const assembly = mkdtempSync(join(tmpdir(), 'app-'));
  onTestFinished(() => rmSync(assembly, { recursive: true }));
  synthesize(assembly);
  const notices: string[] = [];
  const local = await startLocalAws({
    assembly,
    port: 0,
    region: 'us-east-1',
    accountId: '000000000000',
    notice: (line) => notices.push(line),
  });
  onTestFinished(() => local.close());
  const [url = ''] = Object.values(local.apis);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CloudWatchLogsClient({ endpoint: local.endpoint, region: 'us-east-1', credentials });
  const messages = async (logGroupName: string) => {
    const found: string[] = [];
    for await (const page of paginateFilterLogEvents({ client }, { logGroupName })) {
      found.push(...(page.events ?? []).map(({ message = '' }) => message));
    }
    return found;
  };
  return { url, apis: local.apis, endpoint: local.endpoint, notices, messages, client };
}
