/** The constraint that is broken where a required member is missing. */
export const NOT_NULL = 'Member must not be null';

/** A longer value, a batch of thousands of events say, is not repeated. */
const LONGEST_QUOTED = 2048;

/** The constraints that an input breaks, in the service's words. Keeps the way to the member that is being checked, and
 *  writes it out for violations alone: an input of 10,000 events has 30,000 members. */
export class Violations {
  readonly messages: string[] = [];
  readonly #constraints = new Set<string>();
  readonly #path: (string | number)[] = [];

  /** Goes to a member of a structure, by name, or of a list, by its index from 0. */
  enter(member: string | number): void {
    this.#path.push(member);
  }

  leave(): void {
    this.#path.pop();
  }

  /** Adds a violation of the present member. Of patterns and enums the service does not repeat the value. */
  add(constraint: string, value?: string): void {
    this.#constraints.add(constraint);
    this.messages.push(
      `${subject(constraint, value)} at '${this.#where()}' failed to satisfy constraint: ${constraint}`,
    );
  }

  /** Adds, as one violation of the present list or map, what its parts break. */
  addAll(parts: 'Member' | 'Map keys' | 'Map value', violations: Violations): void {
    if (violations.#constraints.size === 0) return;
    this.add(`${parts} must satisfy constraint: [${[...violations.#constraints].join(', ')}]`);
  }

  #where(): string {
    return this.#path.map((part) => (typeof part === 'number' ? `${part + 1}.member` : part)).join('.');
  }
}

function subject(constraint: string, value: string | undefined): string {
  if (constraint === NOT_NULL) return 'Value null';
  return value === undefined || value.length > LONGEST_QUOTED ? 'Value' : `Value '${value}'`;
}
