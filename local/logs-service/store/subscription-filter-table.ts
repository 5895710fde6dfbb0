import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** How events are distributed over the shards of a Kinesis stream. */
export type Distribution = 'Random' | 'ByLogStream';

/** A stored subscription filter. The time is in epoch milliseconds. */
export interface SubscriptionFilter {
  readonly groupId: number;
  readonly name: string;
  readonly pattern: string;
  readonly destinationArn: string;
  readonly roleArn: string | undefined;
  readonly distribution: Distribution;
  /** Whether the filter receives transformed log events. There are no transformers locally: such a filter receives no events. */
  readonly applyOnTransformedLogs: boolean;
  readonly creationTime: number;
}

interface Row {
  group_id: number;
  name: string;
  pattern: string;
  destination_arn: string;
  role_arn: string | null;
  distribution: Distribution;
  apply_on_transformed_logs: number;
  creation_time: number;
}

/** The table of subscription filters. */
export class SubscriptionFilterTable {
  readonly #ofGroup: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #deleteAll: StatementSync;

  constructor(database: DatabaseSync) {
    this.#ofGroup = database.prepare('SELECT * FROM subscription_filter WHERE group_id = ? ORDER BY name');
    this.#put = database.prepare(
      `INSERT INTO subscription_filter VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
       SET pattern = excluded.pattern, destination_arn = excluded.destination_arn, role_arn = excluded.role_arn,
       distribution = excluded.distribution, apply_on_transformed_logs = excluded.apply_on_transformed_logs`,
    );
    this.#delete = database.prepare('DELETE FROM subscription_filter WHERE group_id = ? AND name = ?');
    this.#deleteAll = database.prepare('DELETE FROM subscription_filter WHERE group_id = ?');
  }

  /** The filters of a group, ordered by name. */
  ofGroup(groupId: number): SubscriptionFilter[] {
    return (this.#ofGroup.all(groupId) as unknown as Row[]).map(fromRow);
  }

  /** Adds a filter, or replaces the one with the same name, whose creation time remains. */
  put(filter: SubscriptionFilter): void {
    const { groupId, name, pattern, destinationArn, roleArn, distribution, creationTime } = filter;
    const transformed = filter.applyOnTransformedLogs ? 1 : 0;
    this.#put.run(groupId, name, pattern, destinationArn, roleArn ?? null, distribution, transformed, creationTime);
  }

  /** @returns false if no filter has this name. */
  delete(groupId: number, name: string): boolean {
    return this.#delete.run(groupId, name).changes === 1;
  }

  deleteAll(groupId: number): void {
    this.#deleteAll.run(groupId);
  }
}

function fromRow(row: Row): SubscriptionFilter {
  return {
    groupId: row.group_id,
    name: row.name,
    pattern: row.pattern,
    destinationArn: row.destination_arn,
    roleArn: row.role_arn ?? undefined,
    distribution: row.distribution,
    applyOnTransformedLogs: row.apply_on_transformed_logs === 1,
    creationTime: row.creation_time,
  };
}
