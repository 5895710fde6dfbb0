import { invalidParameter } from '../errors.ts';
import { type InputOf, type Members, NOT_NULL, structure } from './shapes.ts';

/** The service tells no more violations than these of one request. */
const MOST_VIOLATIONS = 10;

const MAX_NAME_LENGTH = 512;

/** A longer value, a batch of thousands of events say, is not repeated. */
const LONGEST_QUOTED = 2048;

/** Makes a reader of an action's input, which tells all that is wrong with an input in one message.
 *  @throws ServiceError `SerializationException` for a wrong type, `InvalidParameterException` for broken constraints. */
export function validator<M extends Members>(members: M): (json: unknown) => InputOf<M> {
  const shape = structure('Request', members);
  return (json) => {
    const input = shape.read(json);
    checkNameLengths(input);
    const violations: string[] = [];
    shape.check(input, '', (path, constraint, value) => {
      violations.push(`${subject(constraint, value)} at '${path}' failed to satisfy constraint: ${constraint}`);
    });
    if (violations.length === 0) return input;
    const told = violations.slice(0, MOST_VIOLATIONS);
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

function subject(constraint: string, value: string | undefined): string {
  if (constraint === NOT_NULL) return 'Value null';
  return value === undefined || value.length > LONGEST_QUOTED ? 'Value' : `Value '${value}'`;
}
