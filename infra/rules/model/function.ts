import { type App, type Resource, resourcesOf } from './app.ts';

/** All functions, of Lambda and of SAM: both have `LoggingConfig`, `Environment` and `Role`. */
export function functionsOf(app: App): Resource[] {
  return resourcesOf(app, 'AWS::Lambda::Function', 'AWS::Serverless::Function');
}
