import { ServiceError } from '../../../../local/logs-service/service-error.ts';
import type { Account, DeployedFunction } from '../account.ts';
import { isWorkingRole, REFUSED_ROLE } from './api-gateway-role.ts';
import type { Service, ServiceCall } from './service.ts';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: 1 request every 20 seconds per account. */
const UPDATE_ACCOUNT_INTERVAL_MS = 20_000;
const CONTENT_TYPE = 'application/json';
const WELCOME_LOG_GROUP = '/aws/apigateway/welcome';

/** The setting of the account in API Gateway, with its REST protocol.
 *  @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html
 *  @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAccount.html */
export const API_GATEWAY_SERVICE: Service = {
  name: 'apigateway',
  contentType: CONTENT_TYPE,
  accessDenied: { name: 'AccessDeniedException', status: 403 },
  readCall({ method, path, body }, caller, account) {
    if (path === '/account' && method === 'GET') return getAccount(caller, account);
    if (path === '/account' && method === 'PATCH') return updateAccount(body, caller, account);
    throw new Error(`The rehearsal does not cover ${method} ${path} of API Gateway: add it to api-gateway-service.ts.`);
  },
  errorResponse: ({ name, message, status }) => ({
    statusCode: status,
    headers: { 'content-type': CONTENT_TYPE, 'x-amzn-errortype': name },
    body: JSON.stringify({ message }),
  }),
};

function getAccount({ region }: DeployedFunction, account: Account): ServiceCall {
  return {
    required: [{ action: 'apigateway:GET', resource: settingArn(region) }],
    run: () => setting(account.region(region).apiGatewayRoleArn),
  };
}

/** API Gateway assumes the role and writes a line with it before it accepts the role. */
function updateAccount(body: string, { region: regionName }: DeployedFunction, account: Account): ServiceCall {
  const { patchOperations = [] } = JSON.parse(body) as { patchOperations?: { path: string; value: string }[] };
  const roleArn = patchOperations.find(({ path }) => path === '/cloudwatchRoleArn')?.value ?? '';
  const region = account.region(regionName);
  return {
    required: [
      { action: 'apigateway:PATCH', resource: settingArn(regionName) },
      {
        action: 'iam:PassRole',
        resource: roleArn,
        context: { 'iam:PassedToService': 'apigateway.amazonaws.com' },
      },
    ],
    run: () => {
      refuseTooMany(region);
      if (!isWorkingRole(roleArn, account, regionName, 'now')) {
        throw new ServiceError('BadRequestException', REFUSED_ROLE);
      }
      region.apiGatewayRoleArn = roleArn;
      createLogGroup(region);
      return setting(roleArn);
    },
  };

  function refuseTooMany(key: object): void {
    const last = lastUpdates.get(key);
    const now = account.clock.now();
    if (last !== undefined && now < last + UPDATE_ACCOUNT_INTERVAL_MS) {
      throw new ServiceError('TooManyRequestsException', 'Too Many Requests', 429);
    }
    lastUpdates.set(key, now);
  }
}

/** When UpdateAccount was last called, by region. */
const lastUpdates = new WeakMap<object, number>();

function createLogGroup(region: ReturnType<Account['region']>): void {
  try {
    region.logs('CreateLogGroup', { logGroupName: WELCOME_LOG_GROUP });
  } catch (error) {
    if ((error as Error).name !== 'ResourceAlreadyExistsException') throw error;
  }
}

function settingArn(region: string): string {
  return `arn:aws:apigateway:${region}::/account`;
}

function setting(cloudwatchRoleArn: string | undefined): string {
  return JSON.stringify({
    apiKeyVersion: '4',
    cloudwatchRoleArn,
    features: ['UsagePlans'],
    throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
  });
}
