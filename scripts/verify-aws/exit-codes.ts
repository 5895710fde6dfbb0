import { UserError } from '../../core/user-error.ts';

/** The exit codes of `npm run verify:aws`. */
export const EXIT = {
  /** Every check held. */
  HELD: 0,
  /** A check failed or could not be made, the deployment failed, or the run was interrupted. */
  FAILED: 1,
  /** The run could not start. Nothing was created. */
  NOT_STARTED: 2,
} as const;

/** The run cannot start. Nothing was created. */
export class StartError extends UserError {
  override name = 'StartError';
  readonly exitCode = EXIT.NOT_STARTED;
}
