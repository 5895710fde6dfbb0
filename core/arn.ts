/** The parts of an Amazon Resource Name: `arn:<partition>:<service>:<region>:<account>:<resource>`.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty for a global service, such as IAM. */
  readonly region: string;
  readonly accountId: string;
  /** May contain colons and slashes. */
  readonly resource: string;
}

const ARN = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/s;

/** @returns undefined when the text is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  const [match, partition = '', service = '', region = '', accountId = '', resource = ''] = ARN.exec(text) ?? [];
  return match === undefined ? undefined : { partition, service, region, accountId, resource };
}

/** The function's name in its ARN, without a version or an alias; undefined for another ARN. */
export function functionNameInArn(arn: string): string | undefined {
  return nameInArn(arn, 'lambda', /^function:([^:]+)/);
}

/** The function's name in a name, an ARN or a part of an ARN, with or without a version or an alias.
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters */
export function functionNameOf(nameOrArn: string): string {
  return nameOrArn.replace(/^(arn:[^:]*:lambda:[^:]*:)?(\d{12}:)?(function:)?/, '').replace(/:[^:]*$/, '');
}

/** The name of the log group in the ARN of the group (which may end in `:*`) or of one of its log streams; undefined for any
 *  other ARN, such as the ARN of a Firehose stream. */
export function logGroupNameInArn(arn: string): string | undefined {
  return nameInArn(arn, 'logs', /^log-group:([^:]+)/);
}

/** The name of a CloudFormation stack that is given by its name or its ARN. */
export function stackNameOf(nameOrArn: string): string {
  return parseArn(nameOrArn)?.resource.split('/')[1] ?? nameOrArn;
}

function nameInArn(text: string, service: string, resource: RegExp): string | undefined {
  const arn = parseArn(text);
  return arn?.service === service ? resource.exec(arn.resource)?.[1] : undefined;
}
