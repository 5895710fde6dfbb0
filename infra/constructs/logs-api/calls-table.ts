import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** The table of the Logs API: API calls, tokens, request counters, the leases of open requests, the rate budget of all execution
 *  environments, and the key that signs cursors. It is kept when the stack is deleted: the calls could be indexed again, but the tokens
 *  would be lost. */
export class CallsTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'byUrl',
      partitionKey: { name: 'urlKey', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
  }

  /** Allows operations only on items whose partition key matches one of `partitions`: a function that reads calls cannot read tokens.
   *  @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
  grant(grantee: IGrantable, actions: readonly string[], partitions: readonly string[], withIndex = false): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [this.table.tableArn, ...(withIndex ? [`${this.table.tableArn}/index/byUrl`] : [])],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...partitions] } },
      }),
    );
  }
}
