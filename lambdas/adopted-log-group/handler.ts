import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { customResource } from '../custom-resource/custom-resource.ts';
import { adoptedLogGroup } from './adopted-log-group.ts';

export const handler = customResource(adoptedLogGroup(new CloudWatchLogsClient({})));
