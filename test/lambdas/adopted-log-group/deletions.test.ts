import { CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import fc from 'fast-check';
import { expect, it, onTestFinished, vi } from 'vitest';
import { adoptedLogGroup } from '../../../lambdas/adopted-log-group/adopted-log-group.ts';
import { customResource } from '../../../lambdas/custom-resource/custom-resource.ts';
import { ACCOUNT, REGION, startService } from '../../local/logs-service/local-service.ts';

type Service = Awaited<ReturnType<typeof startService>>;
type Policy = 'Delete' | 'Retain' | undefined;
interface Properties {
  readonly LogGroupName: string;
  readonly RetentionInDays: string;
  readonly RemovalPolicy?: Policy;
}
type Sent = { readonly RequestType: string; readonly RequestId: string; readonly PhysicalResourceId?: string } & object;
interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
}
/** What goes wrong in an invocation: a call of CloudWatch Logs fails, or CloudFormation does not get the response. */
interface Fault {
  /** @default none */
  readonly failingCall?: number | undefined;
  readonly isResponseLost?: boolean;
}

/** CloudFormation with one custom resource, and every request that it sent. */
class Stack {
  readonly #service: Service;
  readonly #names: readonly string[];
  /** The resource that created each group, as the request that gave it its physical id. Groups that others created are not in it. */
  readonly creators = new Map<string, string>();
  /** Deletions of groups that their resource did not create, or that the template does not ask for. */
  readonly wrongDeletions: string[] = [];
  readonly #sent: Sent[] = [];
  #current: { readonly physicalId: string; readonly properties: Properties } | undefined;
  /** The request after which a resource has its physical id. */
  readonly #requestsOfIds = new Map<string, string>();

  constructor(service: Service, names: readonly string[]) {
    this.#service = service;
    this.#names = names;
  }

  /** Creates the resource, or updates it. A failure is undone as CloudFormation does it. */
  async put(properties: Properties, fault: Fault = {}): Promise<void> {
    const before = this.#current;
    if (!before) {
      const { Status, PhysicalResourceId } = await this.#request('Create', properties, {}, fault);
      if (Status === 'FAILED') return this.#delete(PhysicalResourceId, properties);
      this.#current = { physicalId: PhysicalResourceId, properties };
      return;
    }
    const update = (after: Properties, old: Properties, PhysicalResourceId: string, itsFault: Fault = {}) =>
      this.#request('Update', after, { PhysicalResourceId, OldResourceProperties: old }, itsFault);
    const { Status, PhysicalResourceId } = await update(properties, before.properties, before.physicalId, fault);
    if (Status === 'FAILED') {
      const { PhysicalResourceId: restored } = await update(before.properties, properties, before.physicalId);
      this.#current = { ...before, physicalId: restored };
      return;
    }
    this.#current = { physicalId: PhysicalResourceId, properties };
    if (PhysicalResourceId !== before.physicalId) await this.#delete(before.physicalId, before.properties);
  }

  async remove(): Promise<void> {
    const old = this.#current;
    this.#current = undefined;
    if (old) await this.#delete(old.physicalId, old.properties);
  }

  /** Lambda may invoke a function more than once for an event.
   *  @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html */
  async repeat(index: number): Promise<void> {
    const event = this.#sent[index % Math.max(1, this.#sent.length)];
    if (event) await this.#invoke(event, {});
  }

  async #delete(PhysicalResourceId: string, properties: Properties): Promise<void> {
    await this.#request('Delete', properties, { PhysicalResourceId });
  }

  async #request(RequestType: string, properties: Properties, more: object, fault: Fault = {}): Promise<Response> {
    const RequestId = `request-${this.#sent.length}`;
    const event = {
      RequestType,
      RequestId,
      StackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Orders/1`,
      LogicalResourceId: 'Logs',
      ResponseURL: 'https://example.com/',
      ResourceProperties: properties,
      ...more,
    };
    this.#sent.push(event);
    const response = await this.#invoke(event, fault);
    if (fault.isResponseLost) return { Status: 'FAILED', PhysicalResourceId: `Orders-Logs-${RequestId}` };
    if (RequestType === 'Create' || !this.#requestsOfIds.has(response.PhysicalResourceId))
      this.#requestsOfIds.set(response.PhysicalResourceId, RequestId);
    return response;
  }

  async #invoke(event: Sent, { failingCall }: Fault): Promise<Response> {
    const { client } = this.#service;
    let calls = 0;
    const faulty = {
      send: (...call: Parameters<typeof client.send>) => {
        calls += 1;
        if (calls === failingCall) return Promise.reject(new Error('injected'));
        return client.send(...call);
      },
    };
    let response: Response | undefined;
    const handler = customResource(adoptedLogGroup(faulty as never), {
      clock: { now: () => 0, wait: () => new Promise(() => {}) },
      fetch: async (_, init) => {
        response = JSON.parse(String(init?.body)) as Response;
        return new Response();
      },
    });
    const before = await this.groups();
    await handler(event as never as CloudFormationCustomResourceEvent, {
      logStreamName: 's',
      getRemainingTimeInMillis: () => 240_000,
    });
    if (!response) throw new Error('no response');
    // An update that does not replace the resource can create its group again.
    const isSame = event.RequestType === 'Update' && response.PhysicalResourceId === event.PhysicalResourceId;
    const creator = (isSame && this.#requestsOfIds.get(response.PhysicalResourceId)) || event.RequestId;
    this.#observe(event, creator, before, await this.groups());
    return response;
  }

  #observe(event: Sent, creator: string, before: readonly string[], after: readonly string[]): void {
    for (const name of after.filter((one) => !before.includes(one))) this.creators.set(name, creator);
    for (const name of before.filter((one) => !after.includes(one))) {
      const isOwn = this.creators.get(name) === this.#requestsOfIds.get(event.PhysicalResourceId ?? '');
      const { RemovalPolicy } = (event as never as { ResourceProperties: Properties }).ResourceProperties;
      if (!isOwn || event.RequestType !== 'Delete' || RemovalPolicy !== 'Delete') {
        this.wrongDeletions.push(`${name} by ${JSON.stringify(event)}`);
      }
      this.creators.delete(name);
    }
  }

  async groups(): Promise<string[]> {
    const prefix = this.#names[0]?.slice(0, -1);
    const { logGroups = [] } = await this.#service.client.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix }),
    );
    return logGroups.map(({ logGroupName = '' }) => logGroupName);
  }
}

async function start() {
  const logs = (['info', 'error'] as const).map((method) => vi.spyOn(console, method).mockReturnValue());
  onTestFinished(() => {
    for (const log of logs) log.mockRestore();
  });
  return startService();
}

const properties = (LogGroupName: string, RemovalPolicy?: Policy): Properties => ({
  LogGroupName,
  RetentionInDays: '30',
  ...(RemovalPolicy && { RemovalPolicy }),
});

it.each<[string, Policy, boolean]>([
  ['keeps a group that it created', undefined, true],
  ['keeps a group that it created', 'Retain', true],
  ['deletes a group that it created', 'Delete', false],
])('%s, with the removal policy %s', async (_, policy, isKept) => {
  const stack = new Stack(await start(), ['/orders/1']);
  await stack.put(properties('/orders/1', policy));
  await stack.remove();
  expect(await stack.groups()).toEqual(isKept ? ['/orders/1'] : []);
});

it('deletes a group that it created when the policy became Delete later', async () => {
  const stack = new Stack(await start(), ['/orders/1']);
  await stack.put(properties('/orders/1', 'Retain'));
  await stack.put(properties('/orders/1', 'Delete'));
  await stack.remove();
  expect(await stack.groups()).toEqual([]);
});

it('keeps a group that existed before, also when its own request comes twice', async () => {
  const service = await start();
  await service.client.send(new CreateLogGroupCommand({ logGroupName: '/orders/1' }));
  const stack = new Stack(service, ['/orders/1']);
  await stack.put(properties('/orders/1', 'Delete'));
  await stack.repeat(0);
  await stack.remove();
  expect(await stack.groups()).toEqual(['/orders/1']);
});

it('never deletes a group that another resource, or an earlier one in its place, created', async () => {
  const service = await start();
  let runs = 0;
  const fault = fc.record({
    failingCall: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    isResponseLost: fc.boolean(),
  });
  const policy = fc.constantFrom<Policy>('Delete', 'Retain');
  const step = fc.oneof(
    fc.record({ kind: fc.constant('put' as const), name: fc.constantFrom('a', 'b'), policy, fault }),
    fc.record({ kind: fc.constant('remove' as const) }),
    fc.record({ kind: fc.constant('repeat' as const), index: fc.nat(20) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async (steps) => {
      runs += 1;
      const stack = new Stack(service, [`/run-${runs}-a`]);
      for (const one of steps) {
        if (one.kind === 'put') await stack.put(properties(`/run-${runs}-${one.name}`, one.policy), one.fault);
        if (one.kind === 'remove') await stack.remove();
        if (one.kind === 'repeat') await stack.repeat(one.index);
      }
      expect(stack.wrongDeletions).toEqual([]);
    }),
    {
      numRuns: 60,
      // A repeated update creates the deleted group again, and a repeated deletion deletes it.
      examples: [
        [
          [
            { kind: 'put', name: 'a', policy: 'Delete', fault: { isResponseLost: false, failingCall: undefined } },
            { kind: 'put', name: 'a', policy: 'Delete', fault: { isResponseLost: true, failingCall: undefined } },
            { kind: 'remove' },
            { kind: 'repeat', index: 1 },
            { kind: 'repeat', index: 3 },
          ],
        ],
      ],
    },
  );
});
