import type { IncomingMessage, ServerResponse } from 'node:http';
import { stackNameOf } from '../../core/arn.ts';
import { NESTED_STACK_TYPES } from '../../core/template/nested-stacks.ts';
import type { ResolvedResource } from '../../core/template/resolve.ts';
import { BodyTooLargeError, readBody } from '../http/read-request.ts';

/** What the reads of the AWS services that still speak XML are answered from. */
export interface QueryReads {
  readonly resources: readonly ResolvedResource[];
  readonly accountId: string;
}

type Read = (about: QueryReads, input: URLSearchParams) => string;

/** Reads by service and action. */
const READS: Readonly<
  Record<string, { readonly namespace: string; readonly actions: Readonly<Record<string, Read>> }>
> = {
  cloudformation: {
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    actions: { ListStackResources: listStackResources, ListStacks: listStacks },
  },
  sts: { namespace: 'https://sts.amazonaws.com/doc/2011-06-15/', actions: { GetCallerIdentity: getCallerIdentity } },
};

class QueryError extends Error {}

/** Answers CloudFormation's ListStackResources and ListStacks, and STS's GetCallerIdentity from the templates; refuses the rest by name.
 *  @param service as the signature names it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html
 *  @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export async function answerQuery(
  service: string,
  about: QueryReads,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body: string;
  try {
    body = (await readBody(request, { maxBytes: MAX_BODY_BYTES })).toString();
  } catch (fault) {
    if (!(fault instanceof BodyTooLargeError)) throw fault;
    return send(response, 413, error('RequestEntityTooLarge', 'The request is too large.'));
  }
  const input = new URLSearchParams(body || (request.url ?? '').replace(/^[^?]*\??/, ''));
  const action = input.get('Action') ?? '';
  const known = READS[service];
  const read = known?.actions[action];
  if (!known || !read)
    return send(response, 400, error('InvalidAction', `The local AWS does not serve ${action} of ${service}.`));
  try {
    const result = element(`${action}Result`, read(about, input));
    send(response, 200, `<${action}Response xmlns="${known.namespace}">${result}</${action}Response>`);
  } catch (fault) {
    if (!(fault instanceof QueryError)) throw fault;
    send(response, 400, error('ValidationError', fault.message));
  }
}

const MAX_BODY_BYTES = 64 * 1024;

function listStackResources({ resources }: QueryReads, input: URLSearchParams): string {
  const name = input.get('StackName') ?? '';
  const found = resourcesOfStack(resources, name);
  if (found === undefined) throw new QueryError(`Stack with id ${name} does not exist`);
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

/** The transform of SAM makes stacks of its applications. */
function typeOf({ type }: ResolvedResource): string {
  return NESTED_STACK_TYPES.includes(type) ? 'AWS::CloudFormation::Stack' : type;
}

/** @param wanted the stack's name or ARN; a nested one has those of the resource that stands for it.
 *  @returns undefined when there is no such stack; nothing of a nested one that is not supported locally. */
function resourcesOfStack(resources: readonly ResolvedResource[], wanted: string): ResolvedResource[] | undefined {
  const name = stackNameOf(wanted);
  const nested = resources.find(({ type, ref }) => NESTED_STACK_TYPES.includes(type) && stackNameOf(ref) === name);
  if (nested === undefined) {
    const found = resources.filter(({ stack }) => stack.nestedIn === undefined && stack.name === name);
    return found.length === 0 ? undefined : found;
  }
  return resources.filter(
    ({ stack: { nestedIn } }) => nestedIn?.stack === nested.stack && nestedIn.logicalId === nested.logicalId,
  );
}

function listStacks({ resources }: QueryReads): string {
  const stacks = resources.filter(({ stack }) => stack.nestedIn === undefined);
  const names = new Set(stacks.map(({ stack }) => stack.name));
  const members = [...names].map((name) =>
    element('member', element('StackName', escapeXml(name)) + element('StackStatus', 'CREATE_COMPLETE')),
  );
  return element('StackSummaries', members.join(''));
}

function getCallerIdentity({ accountId }: QueryReads): string {
  return (
    element('Account', accountId) +
    element('Arn', `arn:aws:iam::${accountId}:user/local`) +
    element('UserId', 'AIDALOCAL')
  );
}

function error(code: string, message: string): string {
  return element(
    'ErrorResponse',
    element('Error', element('Type', 'Sender') + element('Code', code) + element('Message', escapeXml(message))),
  );
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'text/xml' });
  response.end(body);
}
