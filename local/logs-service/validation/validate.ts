import { invalidParameter } from '../service-error.ts';
import { type InputOf, type Members, structure } from './shapes.ts';
import { Violations } from './violations.ts';

/** The service reports at most this number of violations per request. */
const MAX_REPORTED_VIOLATIONS = 10;

const MAX_NAME_LENGTH = 512;

/** Creates the function that reads the input of an action. It reports all violations in one message.
 *  @throws ServiceError `SerializationException` for a wrong type, `InvalidParameterException` for violated constraints. */
export function createValidator<M extends Members>(members: M): (json: unknown) => InputOf<M> {
  const shape = structure('Request', members);
  return (json) => {
    const input = shape.read(json);
    checkNameLengths(input);
    const violations = new Violations();
    shape.check(input, violations);
    if (violations.messages.length === 0) return input;
    const reported = violations.messages.slice(0, MAX_REPORTED_VIOLATIONS);
    const count = reported.length === 1 ? '1 validation error' : `${reported.length} validation errors`;
    throw invalidParameter(`${count} detected: ${reported.join('; ')}`);
  };
}

/** The service checks the length of names first, with a message of its own. */
function checkNameLengths({ logGroupName, logStreamName }: { logGroupName?: unknown; logStreamName?: unknown }): void {
  for (const name of [logGroupName, logStreamName]) {
    if (typeof name === 'string' && name.length > MAX_NAME_LENGTH) {
      throw invalidParameter(
        `Invalid LogGroup or LogStream, both must have length less than or equal to ${MAX_NAME_LENGTH}.`,
      );
    }
  }
}
