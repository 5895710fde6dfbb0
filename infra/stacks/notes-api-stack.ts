import { join } from 'node:path';
import { CfnOutput, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { accessLogFormat, REST_ACCESS_LOG_FIELDS } from '../../core/access-log-format.ts';
import { LoggedFunction } from '../constructs/logged-function.ts';

const LAMBDAS = join(import.meta.dirname, '..', '..', 'lambdas');
const STAGE = 'prod';

/** The sample: an API for notes, one function a route, whose logging is on everywhere. */
export class NotesApiStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);

    const table = new Table(this, 'Notes', {
      partitionKey: { name: 'noteId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const api = this.#api();
    const notes = api.root.addResource('notes');
    const note = notes.addResource('{noteId}');

    const create = this.#function('notes-create', table);
    // `cdk deploy --context notesWebhookUrl=https://…`: told of each new note.
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
  }

  /** The API and its stage, with both kinds of logs of API Gateway in log groups whose retention is bounded. */
  #api(): RestApi {
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const api = new RestApi(this, 'Api', {
      restApiName: 'notes',
      description: 'Notes: create, get, list, update, delete',
      endpointTypes: [EndpointType.REGIONAL],
      // The role is a setting of the account, and ApiGatewayAccountStack's alone.
      cloudWatchRole: false,
      deployOptions: {
        stageName: STAGE,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: AccessLogFormat.custom(accessLogFormat(REST_ACCESS_LOG_FIELDS)),
        // Every line of every request, so that the sample has all there is to see. For a busy API take ERROR.
        loggingLevel: MethodLoggingLevel.INFO,
        // Bodies may hold personal data: they stay out of the logs.
        dataTraceEnabled: false,
        metricsEnabled: true,
        tracingEnabled: true,
      },
    });
    // API Gateway makes this group at the first request if it is not there, and then it is never emptied.
    const executionLogs = new LogGroup(this, 'ExecutionLogs', {
      logGroupName: Fn.join('', ['API-Gateway-Execution-Logs_', api.restApiId, `/${STAGE}`]),
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    api.deploymentStage.node.addDependency(executionLogs);
    new CfnOutput(this, 'AccessLogGroup', { value: accessLogs.logGroupName, description: 'logs tail -f <this>' });
    return api;
  }

  #function(name: string, table: Table) {
    return new LoggedFunction(this, name, {
      functionName: name,
      directory: join(LAMBDAS, name),
      environment: { NOTES_TABLE: table.tableName },
    }).function;
  }
}
