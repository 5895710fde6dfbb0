import { extractFields } from '../../../core/filter-pattern/match.ts';
import { parseFilterPattern } from '../../../core/filter-pattern/parse.ts';
import { action } from '../action.ts';
import { convertPatternErrors } from '../message-filter.ts';
import { filterPattern } from '../validation/members.ts';
import { list, required, string } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html */
export const testMetricFilter = action({
  name: 'TestMetricFilter',
  input: {
    filterPattern: required(filterPattern),
    logEventMessages: required(list(string({ min: 1 }), { min: 1, max: 50 })),
  },
  run({ filterPattern, logEventMessages }) {
    const pattern = convertPatternErrors(() => parseFilterPattern(filterPattern, 'metric filter'));
    const matches = logEventMessages.flatMap((eventMessage, index) => {
      const extractedValues = extractFields(pattern, eventMessage);
      // The service counts from 1, although the examples in its documentation count from 0.
      return extractedValues ? [{ eventNumber: index + 1, eventMessage, extractedValues }] : [];
    });
    return { matches };
  },
});
