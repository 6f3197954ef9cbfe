import assert from 'node:assert/strict';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import * as graph from './graph/index.js';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
/** What the package exports, by the name of the entry point. */
const ENTRIES: Readonly<Record<string, string>> = {
  farface: 'src/index.ts',
  'farface/batch': 'src/batch/index.ts',
  'farface/browser': 'src/browser/index.ts',
  'farface/evaluate': 'src/evaluate/index.ts',
  'farface/graph': 'src/graph/index.ts',
  'farface/train': 'src/train/index.ts',
};

/** An example in the comment of an exported function. */
interface Example {
  readonly name: string;
  readonly entry: string;
  /** Of the file that holds it. */
  readonly path: string;
  readonly text: string;
}

const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
const config = ts.getParsedCommandLineOfConfigFile(join(REPOSITORY, 'tsconfig.json'), {}, host);
assert.ok(config);
const options: ts.CompilerOptions = {
  ...config.options,
  noEmit: true,
  noUnusedLocals: false,
  incremental: false,
  paths: Object.fromEntries(Object.entries(ENTRIES).map(([entry, path]) => [entry, [join(REPOSITORY, path)]])),
};
const entryPaths = Object.values(ENTRIES).map((path) => join(REPOSITORY, path));
const declarations = config.fileNames.filter((path) => path.endsWith('.d.ts'));
const program = ts.createProgram([...entryPaths, ...declarations], options);
const checker = program.getTypeChecker();

/** The exports of an entry point that are there at run time, by name. */
function exportsOf(path: string): Map<string, ts.Symbol> {
  const module = checker.getSymbolAtLocation(program.getSourceFile(join(REPOSITORY, path))!)!;
  const symbols = checker.getExportsOfModule(module).map((one) => {
    return [one.name, one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one] as const;
  });
  return new Map(symbols.filter(([, { flags }]) => flags & ts.SymbolFlags.Value));
}

const isFunction = (symbol: ts.Symbol) =>
  !(symbol.flags & ts.SymbolFlags.Class) && checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0;

const functions = new Map<ts.Symbol, Omit<Example, 'text'>>();
for (const [entry, path] of Object.entries(ENTRIES)) {
  for (const [name, symbol] of exportsOf(path)) {
    if (!isFunction(symbol) || functions.has(symbol)) continue;
    functions.set(symbol, { name, entry, path: symbol.declarations![0]!.getSourceFile().fileName });
  }
}
const examples = [...functions].flatMap(([symbol, about]): Example[] =>
  symbol
    .getJsDocTags(checker)
    .filter(({ name }) => name === 'example')
    .map(({ text }) => ({ ...about, text: ts.displayPartsToString(text) })),
);

test('every exported function has an example', () => {
  const shown = new Set(examples.map(({ name, path }) => `${name} of ${path}`));
  const without = [...functions.values()].filter(({ name, path }) => !shown.has(`${name} of ${path}`));
  assert.deepEqual(
    without.map(({ name, path }) => `${name} of ${relative(REPOSITORY, path)}`),
    [],
  );
});

test('examples compile with the names of their own entry point alone', () => {
  const files = new Map(
    examples.map((example, index) => {
      const names = [...exportsOf(ENTRIES[example.entry]!).keys()].filter((name) =>
        RegExp(`\\b${name}\\b`).test(example.text),
      );
      const text = `import { ${names.join(', ')} } from '${example.entry}';\n${example.text}\nexport {};\n`;
      // Beside the sources, for what they import.
      return [join(dirname(example.path), `example-${index}.ts`), { example, text }] as const;
    }),
  );
  const inner = ts.createCompilerHost(options);
  const virtual: ts.CompilerHost = {
    ...inner,
    fileExists: (path) => files.has(path) || inner.fileExists(path),
    readFile: (path) => files.get(path)?.text ?? inner.readFile(path),
    getSourceFile: (path, language) => {
      const file = files.get(path);
      if (file) return ts.createSourceFile(path, file.text, language);
      return program.getSourceFile(path) ?? inner.getSourceFile(path, language);
    },
  };
  const compiled = ts.createProgram([...files.keys(), ...declarations], options, virtual, program);
  const faults = [...files].flatMap(([path, { example, text }]) => {
    const source = compiled.getSourceFile(path);
    const diagnostics = [...compiled.getSyntacticDiagnostics(source), ...compiled.getSemanticDiagnostics(source)];
    return diagnostics.map(({ messageText }) => {
      return `${example.name} (${example.entry}): ${ts.flattenDiagnosticMessageText(messageText, ' ')}\n${text}`;
    });
  });
  assert.equal(faults.join('\n'), '');
});

test('examples of graphs run, and their tensors have the shapes that they say', () => {
  const names = Object.keys(graph);
  for (const { name, text } of examples.filter(({ entry }) => entry === 'farface/graph')) {
    const code = ts.transpile(text, { target: ts.ScriptTarget.ES2022 });
    const [, variable, shape] = /const (\w+) = .*\/\/ \[([\d, ]*)\]/.exec(text) ?? [];
    const body = variable === undefined ? code : `${code}\nreturn ${variable};`;
    const result: unknown = new Function(...names, body)(...Object.values(graph));
    if (variable === undefined) continue;
    assert.ok(result instanceof graph.Tensor, name);
    assert.equal(result.shape.join(', '), shape, name);
  }
});
