import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ResolvedResource } from '../../core/template/resolve.ts';
import { EXIT, UserError } from '../../core/user-error.ts';
import { readBody } from '../http/read-request.ts';

/** An optional package is not installed. */
export class MissingPackageError extends UserError {
  override name = 'MissingPackageError';
  readonly exitCode = EXIT.SERVICE_ERROR;

  /** @param reason what needs the package. */
  constructor(reason: string, packageName: string) {
    super(`${reason}, which need the optional package ${packageName}.`, `Install it: npm install ${packageName}`);
  }
}

/** The DynamoDB tables of the stacks, in memory. */
export class Tables {
  readonly #tables: readonly ResolvedResource[];
  readonly #server: Server;

  private constructor(tables: readonly ResolvedResource[], server: Server) {
    this.#tables = tables;
    this.#server = server;
  }

  /** Prepares DynamoDB for the tables among the resources; undefined without tables.
   *  @throws MissingPackageError when dynalite, an optional dependency, is not installed. */
  static async open(resources: readonly ResolvedResource[]): Promise<Tables | undefined> {
    const tables = resources.filter((resource) => resource.type === 'AWS::DynamoDB::Table');
    if (tables.length === 0) return undefined;
    try {
      const { default: dynalite } = await import('dynalite');
      return new Tables(tables, dynalite({ createTableMs: 0 }));
    } catch {
      throw new MissingPackageError('The stacks have DynamoDB tables', 'dynalite');
    }
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const forward = (body: Buffer) => {
      const { headers, method, url } = request;
      this.#server.emit('request', Object.assign(Readable.from([body]), { headers, method, url }), response);
    };
    // A client that has closed the connection (a function that timed out) needs no response; dynalite would throw.
    void readBody(request).then(forward, () => undefined);
  }

  /** Creates the tables.
   *  @param endpoint the endpoint that serves DynamoDB. */
  async create(endpoint: string): Promise<void> {
    for (const table of this.#tables) {
      await call(endpoint, 'CreateTable', createTableInput(table));
      while (!(await isActive(endpoint, table.ref))) await delay(STATE_POLL_MS);
    }
  }
}

const STATE_POLL_MS = 5;

/** The properties that CloudFormation's table and CreateTable have in common. */
const CREATE_TABLE_PROPERTIES = [
  'AttributeDefinitions',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'KeySchema',
  'LocalSecondaryIndexes',
  'ProvisionedThroughput',
] as const;

function createTableInput(table: ResolvedResource): object {
  const names = CREATE_TABLE_PROPERTIES.filter((key) => table.properties[key] !== undefined);
  return { TableName: table.ref, ...Object.fromEntries(names.map((key) => [key, table.properties[key]])) };
}

async function isActive(endpoint: string, name: string): Promise<boolean> {
  const { Table } = (await call(endpoint, 'DescribeTable', { TableName: name })) as { Table: { TableStatus: string } };
  return Table.TableStatus === 'ACTIVE';
}

async function call(endpoint: string, operation: string, input: object): Promise<unknown> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `DynamoDB_20120810.${operation}`,
      'X-Amz-Date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
      // dynalite requires a signature, but does not check it.
      Authorization:
        'AWS4-HMAC-SHA256 Credential=local/20000101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
    },
    body: JSON.stringify(input),
  });
  const output = await response.json();
  if (!response.ok)
    throw new Error(`DynamoDB ${operation} failed for ${JSON.stringify(input)}: ${JSON.stringify(output)}`);
  return output;
}
