import { ServiceError } from '../../../../local/logs-service/service-error.ts';
import type { Account, Role } from '../account.ts';
import { evaluate } from '../iam/evaluate.ts';
import { policiesKnownTo, roleKnownTo } from '../iam/propagation.ts';
import type { Service, ServiceCall } from './service.ts';

const CONTENT_TYPE = 'text/xml';

/** The reads of IAM that custom resources make, with its query protocol.
 *  @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
 *  @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
export const IAM_SERVICE: Service = {
  name: 'iam',
  contentType: CONTENT_TYPE,
  // https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
  accessDenied: { name: 'AccessDenied', status: 403 },
  readCall({ body }, _, account) {
    const input = new URLSearchParams(body);
    const action = input.get('Action') ?? '';
    if (action === 'GetRole') return getRole(input, account);
    if (action === 'SimulatePrincipalPolicy') return simulatePrincipalPolicy(input, account);
    throw new Error(`The rehearsal does not cover ${action} of IAM: add it to iam-service.ts.`);
  },
  errorResponse: ({ name, message, status }) => ({
    statusCode: status,
    headers: { 'content-type': CONTENT_TYPE },
    body: element(
      'ErrorResponse',
      element('Error', element('Type', 'Sender') + element('Code', name) + element('Message', text(message))) +
        element('RequestId', 'rehearsal'),
    ),
  }),
};

function getRole(input: URLSearchParams, account: Account): ServiceCall {
  const name = input.get('RoleName') ?? '';
  const known = account.roles.get(name);
  return {
    required: [
      {
        action: 'iam:GetRole',
        resource: known?.arn ?? `arn:aws:iam::${account.accountId}:role/${name}`,
        // https://github.com/hashicorp/vault/blob/main/website/content/docs/auth/aws.mdx shows the message.
        shownResource: `role ${name}`,
      },
    ],
    run: () => {
      const role = existingRole(name, account);
      const trust = encodeURIComponent(JSON.stringify(role.trust));
      const members = element('Arn', role.arn) + element('RoleName', name) + element('Path', '/');
      return result('GetRole', element('Role', members + element('AssumeRolePolicyDocument', trust)));
    },
  };
}

function simulatePrincipalPolicy(input: URLSearchParams, account: Account): ServiceCall {
  const arn = input.get('PolicySourceArn') ?? '';
  const [resource = '*'] = list(input, 'ResourceArns');
  return {
    required: [{ action: 'iam:SimulatePrincipalPolicy', resource: arn }],
    run: () => {
      const role = existingRole(arn, account);
      const policies = { identity: policiesKnownTo('iam', role, account), boundary: role.boundary };
      const results = list(input, 'ActionNames').map((action) => {
        const decision = evaluate({ action, resource }, policies);
        const word = decision.allowed ? 'allowed' : decision.isExplicit ? 'explicitDeny' : 'implicitDeny';
        return element('member', element('EvalActionName', action) + element('EvalDecision', word));
      });
      return result('SimulatePrincipalPolicy', element('EvaluationResults', results.join('')));
    },
  };
}

function existingRole(arnOrName: string, account: Account): Role {
  const role = roleKnownTo('iam', arnOrName, account);
  if (role) return role;
  throw new ServiceError('NoSuchEntity', `The role with name ${arnOrName.split('/').at(-1)} cannot be found.`, 404);
}

function list(input: URLSearchParams, name: string): string[] {
  return [...input].filter(([key]) => key.startsWith(`${name}.member.`)).map(([, value]) => value);
}

function result(action: string, content: string): string {
  return `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">${element(`${action}Result`, content)}</${action}Response>`;
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function text(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
