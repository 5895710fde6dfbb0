import type { ServiceError } from '../../../../local/logs-service/service-error.ts';
import type { Account, DeployedFunction } from '../account.ts';
import type { AccessRequest } from '../iam/evaluate.ts';
import type { IamClientService } from '../iam/propagation.ts';

/** A request as the SDK sends it. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A permission that a call needs. */
export interface RequiredAccess extends AccessRequest {
  /** The resource in the message of a refusal. @default the ARN */
  readonly shownResource?: string;
}

/** What a request does. */
export interface ServiceCall {
  readonly required: readonly RequiredAccess[];
  /** Runs when the caller has all permissions.
   *  @returns the body of the response.
   *  @throws ServiceError */
  run(): string;
}

/** A service in the account of the rehearsal. */
export interface Service {
  readonly name: IamClientService;
  /** Its error for a call without permission. */
  readonly accessDenied: { readonly name: string; readonly status: number };
  readCall(request: SdkRequest, caller: DeployedFunction, account: Account): ServiceCall;
  /** The response for an error, as the protocol of the service has it. */
  errorResponse(error: ServiceError): SdkResponse;
  readonly contentType: string;
}
