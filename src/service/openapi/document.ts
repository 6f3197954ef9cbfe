import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from '../exchange.js';

type Document = ReturnType<OpenAPIHono<Env>['getOpenAPI31Document']>;

const KINDS_OF_JSON = new Set(['array', 'object']);

/** The service in the words of OpenAPI 3.1, made of the schemas that requests are checked by. */
export function openapiDocument(app: OpenAPIHono<Env>, version: string, hasKeys: boolean): Document {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'farface',
      version,
      description:
        'Finds the faces that other detectors miss because they are only 4 to 20 pixels tall, and hides them. Pictures stay in memory, and only for as long as it takes. Problems are told as RFC 9457 has it.',
      license: { name: 'MIT' },
    },
    servers: [{ url: '/' }],
  });
  if (hasKeys) {
    document.components = {
      ...document.components,
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key.' } },
    };
    document.security = [{ key: [] }];
  }
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of [path.get, path.post, path.delete]) {
      operation?.parameters?.forEach((parameter) => {
        if (!('schema' in parameter) || !parameter.schema || !('type' in parameter.schema)) return;
        // Lists and objects come as JSON.
        const { schema } = parameter;
        if (!KINDS_OF_JSON.has(String(parameter.schema.type))) return;
        delete parameter.schema;
        parameter.content = { 'application/json': { schema } };
      });
    }
  }
  return document;
}
