/** The constraint that a missing required member violates. */
export const NOT_NULL = 'Member must not be null';

/** Longer values, such as a batch of thousands of events, are not quoted in a message. */
const MAX_QUOTED_LENGTH = 2048;

/** Collects the constraints that an input violates, in the words of the service. Keeps the path to the current member and formats it
 *  only for violations: an input with 10,000 events has 30,000 members. */
export class Violations {
  readonly messages: string[] = [];
  readonly #constraints = new Set<string>();
  readonly #path: (string | number)[] = [];

  /** Enters a member of a structure (by name) or of a list (by index, from 0). */
  enter(member: string | number): void {
    this.#path.push(member);
  }

  leave(): void {
    this.#path.pop();
  }

  /** Adds a violation of the current member.
   *  @param value is quoted in the message. The service does not quote it for patterns and enums. */
  add(constraint: string, value?: string): void {
    this.#constraints.add(constraint);
    this.messages.push(
      `${subject(constraint, value)} at '${this.#formatPath()}' failed to satisfy constraint: ${constraint}`,
    );
  }

  /** Adds the violations of the members, keys or values as one violation of the current list or map. */
  addAll(parts: 'Member' | 'Map keys' | 'Map value', violations: Violations): void {
    if (violations.#constraints.size === 0) return;
    this.add(`${parts} must satisfy constraint: [${[...violations.#constraints].join(', ')}]`);
  }

  #formatPath(): string {
    return this.#path.map((part) => (typeof part === 'number' ? `${part + 1}.member` : part)).join('.');
  }
}

function subject(constraint: string, value: string | undefined): string {
  if (constraint === NOT_NULL) return 'Value null';
  return value === undefined || value.length > MAX_QUOTED_LENGTH ? 'Value' : `Value '${value}'`;
}
