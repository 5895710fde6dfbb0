import type { IncomingMessage, ServerResponse } from 'node:http';
import { stackNameOf } from '../../core/arn.ts';
import { escapeXml } from '../../core/escape-xml.ts';
import { NESTED_STACK_TYPES } from '../../core/template/nested-stacks.ts';
import type { ResolvedResource } from '../../core/template/resolve.ts';
import { BodyTooLargeError, readBody } from '../http/read-request.ts';

/** The deployed stacks, from which the reads of services with an XML protocol are served. */
export interface DeployedStacks {
  readonly resources: readonly ResolvedResource[];
  readonly accountId: string;
}

type Read = (stacks: DeployedStacks, input: URLSearchParams) => string;

/** The read operations, by service and action. */
const READS: Readonly<
  Record<string, { readonly namespace: string; readonly actions: Readonly<Record<string, Read>> }>
> = {
  cloudformation: {
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    actions: { ListStackResources: listStackResources, ListStacks: listStacks },
  },
  sts: { namespace: 'https://sts.amazonaws.com/doc/2011-06-15/', actions: { GetCallerIdentity: getCallerIdentity } },
};

/** An error that the client receives as a ValidationError. */
class ValidationError extends Error {}

/** Serves CloudFormation's ListStackResources and ListStacks, and STS's GetCallerIdentity from the templates. Other actions
 *  are rejected by name.
 *  @param service the service name in the signature of the request.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html
 *  @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export async function serveQuery(
  service: string,
  stacks: DeployedStacks,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body: string;
  try {
    body = (await readBody(request, { maxBytes: MAX_BODY_BYTES })).toString();
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    return send(response, 413, errorResponse('RequestEntityTooLarge', 'The request is too large.'));
  }
  const input = new URLSearchParams(body || (request.url ?? '').replace(/^[^?]*\??/, ''));
  const action = input.get('Action') ?? '';
  const reads = READS[service];
  const read = reads?.actions[action];
  if (!reads || !read)
    return send(response, 400, errorResponse('InvalidAction', `The local AWS does not serve ${action} of ${service}.`));
  try {
    const result = element(`${action}Result`, read(stacks, input));
    send(response, 200, `<${action}Response xmlns="${reads.namespace}">${result}</${action}Response>`);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    send(response, 400, errorResponse('ValidationError', error.message));
  }
}

const MAX_BODY_BYTES = 64 * 1024;

function listStackResources({ resources }: DeployedStacks, input: URLSearchParams): string {
  const name = input.get('StackName') ?? '';
  const found = resourcesOfStack(resources, name);
  if (found === undefined) throw new ValidationError(`Stack with id ${name} does not exist`);
  const members = found.map((resource) => {
    return element(
      'member',
      element('LogicalResourceId', escapeXml(resource.logicalId)) +
        element('PhysicalResourceId', escapeXml(resource.ref)) +
        element('ResourceType', escapeXml(typeOf(resource))) +
        element('ResourceStatus', 'CREATE_COMPLETE'),
    );
  });
  return element('StackResourceSummaries', members.join(''));
}

/** The SAM transform converts its applications into stacks. */
function typeOf({ type }: ResolvedResource): string {
  return NESTED_STACK_TYPES.includes(type) ? 'AWS::CloudFormation::Stack' : type;
}

/** @param nameOrArn the name or the ARN of the stack. For a nested stack, the ARN is the `Ref` of its resource in the outer stack.
 *  @returns undefined for an unknown stack; empty for a nested stack that is not supported locally. */
function resourcesOfStack(resources: readonly ResolvedResource[], nameOrArn: string): ResolvedResource[] | undefined {
  const name = stackNameOf(nameOrArn);
  const nested = resources.find(({ type, ref }) => NESTED_STACK_TYPES.includes(type) && stackNameOf(ref) === name);
  if (nested === undefined) {
    const found = resources.filter(({ stack }) => stack.nestedIn === undefined && stack.name === name);
    return found.length === 0 ? undefined : found;
  }
  return resources.filter(
    ({ stack: { nestedIn } }) => nestedIn?.stack === nested.stack && nestedIn.logicalId === nested.logicalId,
  );
}

function listStacks({ resources }: DeployedStacks): string {
  const stacks = resources.filter(({ stack }) => stack.nestedIn === undefined);
  const names = new Set(stacks.map(({ stack }) => stack.name));
  const members = [...names].map((name) =>
    element('member', element('StackName', escapeXml(name)) + element('StackStatus', 'CREATE_COMPLETE')),
  );
  return element('StackSummaries', members.join(''));
}

function getCallerIdentity({ accountId }: DeployedStacks): string {
  return (
    element('Account', accountId) +
    element('Arn', `arn:aws:iam::${accountId}:user/local`) +
    element('UserId', 'AIDALOCAL')
  );
}

function errorResponse(code: string, message: string): string {
  return element(
    'ErrorResponse',
    element('Error', element('Type', 'Sender') + element('Code', code) + element('Message', escapeXml(message))),
  );
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'text/xml' });
  response.end(body);
}
