import { ServiceError } from '../../../../local/logs-service/service-error.ts';
import type { Account, DeployedFunction } from '../account.ts';
import { evaluate } from '../iam/evaluate.ts';
import { policiesKnownTo, roleKnownTo } from '../iam/propagation.ts';
import { API_GATEWAY_SERVICE } from './api-gateway-service.ts';
import { IAM_SERVICE } from './iam-service.ts';
import { LOGS_SERVICE } from './logs-service.ts';
import type { RequiredAccess, SdkRequest, SdkResponse, Service } from './service.ts';

const SERVICES: readonly Service[] = [API_GATEWAY_SERVICE, IAM_SERVICE, LOGS_SERVICE];

/** Answers the requests of a function's SDK clients, with the permissions that the role of the function has in the service at that time. */
export function answerRequest(request: SdkRequest, caller: DeployedFunction, account: Account): SdkResponse {
  const service = findService(request);
  try {
    const call = service.readCall(request, caller, account);
    for (const access of call.required) checkAccess(service, access, caller, account);
    const fault = account.serviceFault?.(call.required[0]?.action ?? '');
    if (fault) throw fault;
    return { statusCode: 200, headers: { 'content-type': service.contentType }, body: call.run() };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return service.errorResponse(error);
  }
}

/** The signature of a request names the service.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html */
function findService({ headers }: SdkRequest): Service {
  const name = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
  const service = SERVICES.find((one) => one.name === name);
  if (!service) throw new Error(`The rehearsal does not cover the service ${name}: add it to service-endpoint.ts.`);
  return service;
}

/** @throws ServiceError with the message of AWS.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function checkAccess(service: Service, access: RequiredAccess, caller: DeployedFunction, account: Account): void {
  const role = roleKnownTo(service.name, caller.roleArn, account);
  const decision = evaluate(access, {
    identity: role ? policiesKnownTo(service.name, role, account) : [],
    boundary: role?.boundary,
    serviceControl: account.serviceControlPolicies,
  });
  if (decision.allowed) return;
  const user = `arn:aws:sts::${account.accountId}:assumed-role/${caller.roleArn.split('/').at(-1)}/${caller.name}`;
  const { name, status } = service.accessDenied;
  throw new ServiceError(
    name,
    `User: ${user} is not authorized to perform: ${access.action} on resource: ${access.shownResource ?? access.resource} ${decision.reason}`,
    status,
  );
}
