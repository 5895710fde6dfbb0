import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import type { CustomResourceHost } from '../../../../lambdas/custom-resource/send-response.ts';
import type { Account, DeployedFunction } from '../account.ts';
import type { SdkRequest } from '../services/service.ts';
import { answerRequest } from '../services/service-endpoint.ts';

/** What a handler gets from its host. */
export interface HandlerHost extends CustomResourceHost {
  readonly region: string;
  readonly apiGateway: Pick<APIGatewayClient, 'send'>;
  readonly iam: Pick<IAMClient, 'send'>;
  readonly logs: Pick<CloudWatchLogsClient, 'send'>;
}

/** One invocation of a function: real SDK clients whose requests end in the account, and the clock of the account. After `end` the
 *  handler is frozen, as on Lambda: nothing that it started has an effect.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export class Invocation {
  readonly host: HandlerHost;
  readonly #account: Account;
  #isEnded = false;

  constructor(invoked: DeployedFunction, account: Account) {
    this.#account = account;
    const { apiGateway, iam, logs } = clientsOf(invoked, account);
    this.host = {
      region: invoked.region,
      clock: account.clock,
      fetch: (...request) => this.#io(() => fetch(...request)),
      apiGateway: this.#client(apiGateway),
      iam: this.#client(iam),
      logs: this.#client(logs),
    };
  }

  end(): void {
    this.#isEnded = true;
  }

  #client<Client extends { send(...call: never[]): unknown }>(client: Client): Pick<Client, 'send'> {
    const send = client.send.bind(client) as (...call: never[]) => Promise<unknown>;
    return { send: (...call: never[]) => this.#io(() => send(...call)) } as Pick<Client, 'send'>;
  }

  /** The virtual time stops while the handler waits for something else than the clock. */
  async #io<Output>(work: () => Promise<Output>): Promise<Output> {
    if (this.#isEnded) return FROZEN;
    const { clock } = this.#account;
    clock.busy += 1;
    const result = work().finally(() => {
      clock.busy -= 1;
    });
    await result.catch(() => undefined);
    return this.#isEnded ? FROZEN : result;
  }
}

/** The clients of all invocations of a function, which on Lambda mostly run in one execution environment, too. */
const clients = new WeakMap<Account, Map<DeployedFunction, ReturnType<typeof createClients>>>();

function clientsOf(invoked: DeployedFunction, account: Account) {
  const ofAccount = clients.get(account) ?? new Map();
  clients.set(account, ofAccount);
  const known = ofAccount.get(invoked) ?? createClients(invoked, account);
  ofAccount.set(invoked, known);
  return known;
}

function createClients(invoked: DeployedFunction, account: Account) {
  const config = {
    region: invoked.region,
    credentials: { accessKeyId: 'ASIAREHEARSAL', secretAccessKey: 'secret', sessionToken: 'token' },
    // The SDK waits on the clock of this machine before it tries again. The handlers try again themselves.
    maxAttempts: 1,
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: async (request: SdkHttpRequest) => ({ response: respond(request, invoked, account) }),
    },
  };
  return {
    apiGateway: new APIGatewayClient(config),
    iam: new IAMClient(config),
    logs: new CloudWatchLogsClient(config),
  };
}

const FROZEN = new Promise<never>(() => {});

interface SdkHttpRequest extends Omit<SdkRequest, 'body'> {
  readonly body?: unknown;
}

function respond({ method, path, headers, body }: SdkHttpRequest, invoked: DeployedFunction, account: Account) {
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? '');
  const { body: answer, ...response } = answerRequest({ method, path, headers, body: text }, invoked, account);
  return { ...response, body: new TextEncoder().encode(answer) };
}
