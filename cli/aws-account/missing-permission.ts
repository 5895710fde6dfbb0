import { MissingPermissionError } from '../../core/targets/errors.ts';

/** Calls AWS; if AWS denies the call, the error names the missing permission.
 *  @param permission as IAM policies name it, such as `lambda:ListFunctions`.
 *  @throws MissingPermissionError */
export async function namingMissingPermission<T>(permission: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (ACCESS_DENIED.test((error as Error).name)) throw new MissingPermissionError(permission);
    throw error;
  }
}

/** AccessDeniedException, AccessDenied (CloudFormation), UnauthorizedException (API Gateway). */
const ACCESS_DENIED = /^(AccessDenied|Unauthorized)/;
