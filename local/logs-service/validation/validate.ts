import { invalidParameter } from '../service-error.ts';
import { type InputOf, type Members, structure } from './shapes.ts';
import { Violations } from './violations.ts';

/** The service tells no more violations than these of one request. */
const MOST_VIOLATIONS = 10;

const MAX_NAME_LENGTH = 512;

/** Makes a reader of an action's input, which tells all that is wrong with an input in one message.
 *  @throws ServiceError `SerializationException` for a wrong type, `InvalidParameterException` for broken constraints. */
export function validator<M extends Members>(members: M): (json: unknown) => InputOf<M> {
  const shape = structure('Request', members);
  return (json) => {
    const input = shape.read(json);
    checkNameLengths(input);
    const violations = new Violations();
    shape.check(input, violations);
    if (violations.messages.length === 0) return input;
    const told = violations.messages.slice(0, MOST_VIOLATIONS);
    const count = told.length === 1 ? '1 validation error' : `${told.length} validation errors`;
    throw invalidParameter(`${count} detected: ${told.join('; ')}`);
  };
}

/** Of names that are too long the service speaks before, and other than, of all else. */
function checkNameLengths({ logGroupName, logStreamName }: { logGroupName?: unknown; logStreamName?: unknown }): void {
  for (const name of [logGroupName, logStreamName]) {
    if (typeof name === 'string' && name.length > MAX_NAME_LENGTH) {
      throw invalidParameter(
        `Invalid LogGroup or LogStream, both must have length less than or equal to ${MAX_NAME_LENGTH}.`,
      );
    }
  }
}
