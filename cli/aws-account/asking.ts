import { MissingPermissionError } from '../../core/targets/errors.ts';

/** Asks AWS; a refusal for want of a permission names the permission.
 *  @param permission as IAM policies name it, such as `lambda:ListFunctions`.
 *  @throws MissingPermissionError */
export async function asking<T>(permission: string, question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (REFUSAL.test((error as Error).name)) throw new MissingPermissionError(permission);
    throw error;
  }
}

/** What the services call it: AccessDeniedException, AccessDenied (CloudFormation), UnauthorizedException (API Gateway). */
const REFUSAL = /^(AccessDenied|Unauthorized)/;
