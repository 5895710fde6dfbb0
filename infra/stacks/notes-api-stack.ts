import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { type CfnStage, EndpointType, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ApiLogging } from '../constructs/api-logging/api-logging.ts';
import { acknowledgeFindings } from '../constructs/cdk-compatibility.ts';
import { LogInsight } from '../constructs/log-insight/log-insight.ts';
import { LoggedFunction } from '../constructs/logged-function.ts';
import { ServedLog } from '../constructs/logs-api/served-log.ts';
import { prefixedName } from '../stack-prefix.ts';

export interface NotesApiStackProps extends StackProps {
  /**
   * The beginning of the names of the API and its functions, so that a region can have several copies.
   * @default - none: the functions are called `notes-create`, `notes-list`, …
   */
  readonly namePrefix?: string;
}

/** The sample: an API for notes, with one function for each route, and with all logging on. */
export class NotesApiStack extends Stack {
  /** The logs of the sample, for the Logs API to serve. */
  readonly logs: readonly ServedLog[];
  readonly #functions: LambdaFunction[] = [];
  readonly #namePrefix: string | undefined;
  readonly #accessLogs: LogGroup;

  constructor(scope: Construct, id: string, { namePrefix, ...props }: NotesApiStackProps = {}) {
    super(scope, id, props);
    this.#namePrefix = namePrefix;

    const table = new Table(this, 'Notes', {
      partitionKey: { name: 'noteId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    this.#accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const api = this.#api();
    const notes = api.root.addResource('notes');
    const note = notes.addResource('{noteId}');

    const create = this.#function('notes-create', table);
    // `cdk deploy --context notesWebhookUrl=https://…`: called for each new note.
    const webhookUrl: unknown = this.node.tryGetContext('notesWebhookUrl');
    if (webhookUrl) create.addEnvironment('NOTES_WEBHOOK_URL', String(webhookUrl));
    table.grantWriteData(create);
    notes.addMethod('POST', new LambdaIntegration(create));

    const list = this.#function('notes-list', table);
    table.grantReadData(list);
    notes.addMethod('GET', new LambdaIntegration(list));

    const get = this.#function('notes-get', table);
    table.grantReadData(get);
    note.addMethod('GET', new LambdaIntegration(get));

    const update = this.#function('notes-update', table);
    table.grantWriteData(update);
    note.addMethod('PUT', new LambdaIntegration(update));

    const remove = this.#function('notes-delete', table);
    table.grantWriteData(remove);
    note.addMethod('DELETE', new LambdaIntegration(remove));

    new LogInsight(this, 'Insight', {
      stages: [api.deploymentStage],
      functions: [create, list, get, update, remove],
    });
    this.logs = this.#served(api);
    this.#acknowledge();
  }

  #api(): RestApi {
    const api = new RestApi(this, 'Api', {
      restApiName: prefixedName(this.#namePrefix, 'notes'),
      description: 'Notes: create, get, list, update, delete',
      endpointTypes: [EndpointType.REGIONAL],
      // The role is a setting of the account, which ApiGatewayAccountStack owns.
      cloudWatchRole: false,
      deployOptions: { stageName: 'prod', throttlingRateLimit: 100, throttlingBurstLimit: 200 },
    });
    ApiLogging.of(api).enable({
      accessLogGroup: this.#accessLogs,
      // The sample shows every step of each request. For a busy API use ERROR, the default.
      executionLevel: 'INFO',
      // The stage is created with this stack, so its log group cannot exist yet.
      executionLogGroup: 'create',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = api.deploymentStage.node.defaultChild as CfnStage;
    stage.addMetadata('tailgate', {
      acknowledge: [
        { rule: 'execution-log-info-in-production', reason: 'The sample shows what the execution log contains.' },
      ],
    });
    return api;
  }

  #function(name: string, table: Table) {
    const logged = new LoggedFunction(this, name, {
      functionName: prefixedName(this.#namePrefix, name),
      code: name,
      timeout: Duration.seconds(10),
      environment: { NOTES_TABLE: table.tableName },
      debugBuffer: true,
    });
    this.#functions.push(logged.function);
    return logged.function;
  }

  #served({ deploymentStage: stage }: RestApi): ServedLog[] {
    return [
      ...this.#functions.map((served) => ServedLog.ofFunction(served)),
      ServedLog.ofAccessLog(stage, { functions: this.#functions }),
      ServedLog.ofExecutionLog(stage),
    ];
  }

  /** Features that a real API has, and that the sample does not need. */
  #acknowledge(): void {
    acknowledgeFindings(
      this,
      ...['APIG4', 'COG4'].map((rule) => ({
        id: `AwsSolutions::AwsSolutions-${rule}`,
        reason: 'The sample is public, so that it can be tried with curl.',
      })),
      {
        id: 'AwsSolutions::AwsSolutions-APIG2',
        reason: 'The functions validate their requests and log what is wrong: the sample demonstrates these log lines.',
      },
      {
        id: 'AwsSolutions::AwsSolutions-APIG3',
        reason: 'The stage is throttled. A firewall would cost more than the sample.',
      },
      { id: 'AwsSolutions::AwsSolutions-DDB3', reason: 'The notes of the sample do not need backups.' },
    );
  }
}
