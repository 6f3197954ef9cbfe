import { PROBLEMS, type ProblemKind } from '../problem.js';
import type { openapiDocument } from './document.js';

type Document = ReturnType<typeof openapiDocument>;

/** What each problem means, and what to do. */
const EXPLAINED: Readonly<Record<ProblemKind, string>> = {
  'wrong-request': 'An option, a form or JSON is not as it must be. The detail names what, and what was expected.',
  'no-key': 'Send Authorization: Bearer KEY, or X-Api-Key: KEY.',
  'wrong-host': 'This service listens on its machine alone, and answers to localhost, 127.0.0.1 and [::1].',
  'other-site': 'A page of another place asked. Start the service with --cors and that place to allow it.',
  'not-found': 'No such address, or a job that is not there any more, or is another key’s.',
  'wrong-method': 'The address is there for other methods: Allow names them.',
  'too-slow': 'The body did not come in time, or paused for too long.',
  gone: 'The picture was fetched already, and deleted then.',
  'too-large': 'More bytes, pixels or frames than this service takes.',
  'wrong-type': 'A picture comes as image/…, application/octet-stream, or in a form as the file “picture”.',
  'unusable-picture':
    'It is no picture, it is damaged, or it holds what cannot be looked at; redacted, it would not show what it must. There is nothing to publish.',
  'faces-remain': 'After the last check faces are still found: line.remaining says where. No picture is handed out.',
  'too-busy': 'As much waits as there is room for. Come again after Retry-After seconds.',
  'client-gone': 'The client went before it had its answer; only the log says so.',
  defect: 'A defect of farface: the log of the service has it.',
  'not-ready': 'The service is starting, ending, or has lost a thread. Come again.',
  'took-too-long': 'One picture took longer than it may.',
  'no-videos':
    'This service has no codecs for videos, no place for them on its disk, or was started without them. The detail says what to install.',
  'disk-full': 'What videos are kept on for the time of the work has no room left. Come again later.',
};

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:.9em/1.5 ui-monospace,monospace}pre{padding:1rem;overflow:auto;border:1px solid #8886;border-radius:.4rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8884}
h2{margin-top:3rem}summary{cursor:pointer}`;

/** The page's only style, as its security policy names it. */
export const PAGE_STYLE = STYLE;

/** The document as a page that people read: no script, and nothing from elsewhere. */
export function openapiPage(document: Document): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post', 'delete'] as const).flatMap((method) => {
      const operation = item[method];
      return operation ? [section(method, path, operation)] : [];
    }),
  );
  const problems = Object.entries(PROBLEMS).map(([kind, { status, title }]) => {
    const explained = EXPLAINED[kind as ProblemKind];
    return `<tr id="${kind}"><td>${status}</td><td><code>${kind}</code></td><td>${escaped(`${title}. ${explained}`)}</td></tr>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>farface: its service</title><style>${STYLE}</style></head><body>
<h1>farface</h1><p>${escaped(document.info.description ?? '')}</p>
<p>Version ${escaped(document.info.version)}. <a href="/openapi.json">openapi.json</a> says the same to programs.</p>
<pre>curl --data-binary @crowd.jpg -H 'Content-Type: image/jpeg' ADDRESS/v1/detect
curl -F picture=@crowd.jpg -F with=mosaic ADDRESS/v1/redact --fail -o hidden.jpg</pre>
${operations.join('\n')}
<h2>Problems</h2><table><tr><th>Status<th>Type<th>What it means</tr>${problems.join('\n')}</table></body></html>`;
}

type Operation = NonNullable<NonNullable<Document['paths']>[string]['get']>;

function section(method: string, path: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).flatMap((parameter) => {
    if (!('name' in parameter)) return [];
    const { name, description = '', schema, content, required } = parameter;
    const shown = schema ?? content?.['application/json']?.schema;
    return [
      `<tr><td><code>${escaped(name)}</code>${required ? ' (required)' : ''}</td><td>${escaped(typeOf(shown))}</td><td>${escaped(description)}</td></tr>`,
    ];
  });
  const bodies =
    operation.requestBody && 'content' in operation.requestBody ? Object.keys(operation.requestBody.content) : [];
  const answers = Object.entries(operation.responses ?? {}).map(
    ([status, { description }]: [string, { description: string }]) =>
      `<tr><td>${escaped(status)}</td><td>${escaped(description)}</td></tr>`,
  );
  return `<h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2>
<p>${escaped(operation.summary ?? '')}. ${escaped(operation.description ?? '')}</p>
${bodies.length > 0 ? `<p>Body: ${bodies.map((type) => `<code>${escaped(type)}</code>`).join(', ')}.</p>` : ''}
${parameters.length > 0 ? `<table><tr><th>Option<th>Type<th></tr>${parameters.join('\n')}</table>` : ''}
<details><summary>Answers</summary><table>${answers.join('\n')}</table></details>`;
}

function typeOf(schema: object | undefined): string {
  if (!schema) return '';
  if ('enum' in schema && Array.isArray(schema.enum)) return schema.enum.join(', ');
  const range =
    'minimum' in schema && 'maximum' in schema && Number(schema.maximum) < 1e15
      ? `, ${schema.minimum} to ${schema.maximum}`
      : '';
  return 'type' in schema ? `${schema.type}${range}` : '';
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
