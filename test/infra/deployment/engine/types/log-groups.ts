import { alreadyExists, type PhysicalResource, type ResourceRequest, type ResourceType } from '../resource-type.ts';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
export const LOG_GROUP: ResourceType = {
  create(request) {
    const name = request.nameIn('LogGroupName', 512);
    try {
      request.region.logs('CreateLogGroup', {
        logGroupName: name,
        kmsKeyId: request.properties.KmsKeyId,
        logGroupClass: request.properties.LogGroupClass,
      });
    } catch (error) {
      if ((error as Error).name !== 'ResourceAlreadyExistsException') throw error;
      throw alreadyExists(request.type, 'LogGroupName', name);
    }
    return putRetention(request, physicalLogGroup(request, name));
  },
  update: (request, current) => putRetention(request, current),
  delete({ region }, { physicalId }) {
    if (region.logGroup(physicalId)) region.logs('DeleteLogGroup', { logGroupName: physicalId });
  },
};

function physicalLogGroup({ region, account }: ResourceRequest, name: string): PhysicalResource {
  const arn = `arn:aws:logs:${region.name}:${account.accountId}:log-group:${name}:*`;
  return { physicalId: name, attributes: { Arn: arn } };
}

function putRetention({ region, properties }: ResourceRequest, group: PhysicalResource): PhysicalResource {
  const logGroupName = group.physicalId;
  if (properties.RetentionInDays === undefined) region.logs('DeleteRetentionPolicy', { logGroupName });
  else region.logs('PutRetentionPolicy', { logGroupName, retentionInDays: Number(properties.RetentionInDays) });
  return group;
}

/** A subscription filter. The local CloudWatch Logs has the limit of two filters per group, and the function must be invocable. */
export const SUBSCRIPTION_FILTER: ResourceType = {
  create(request) {
    const filterName = request.nameIn('FilterName', 512);
    // Before it puts a filter: https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-logs/pull/92
    if (filterExists(request, filterName)) throw alreadyExists(request.type, 'FilterName', filterName);
    putFilter(request, filterName);
    return { physicalId: filterName, attributes: {} };
  },
  update(request, current) {
    putFilter(request, current.physicalId);
    return current;
  },
  delete({ region, properties }, { physicalId }) {
    const logGroupName = String(properties.LogGroupName);
    if (region.logGroup(logGroupName)) {
      region.logs('DeleteSubscriptionFilter', { logGroupName, filterName: physicalId });
    }
  },
};

function filterExists({ region, properties: { LogGroupName: logGroupName } }: ResourceRequest, name: string): boolean {
  if (!region.logGroup(String(logGroupName))) return false;
  const filters = region.logs('DescribeSubscriptionFilters', { logGroupName }) as {
    subscriptionFilters: { filterName: string }[];
  };
  return filters.subscriptionFilters.some(({ filterName }) => filterName === name);
}

function putFilter({ region, properties }: ResourceRequest, filterName: string): void {
  region.logs('PutSubscriptionFilter', {
    logGroupName: properties.LogGroupName,
    filterName,
    filterPattern: properties.FilterPattern,
    destinationArn: properties.DestinationArn,
  });
}
