/**
 * The import rules of the tree (docs/architecture.md). Each says why it exists; `test/house/gates.test.ts`
 * plants a violation of each and asserts that it is found.
 */
const stages = ['compiler', 'flows', 'evaluator', 'analyzer', 'exporters', 'report'];

/** A rule that keeps a third-party package inside one folder. */
const onlyIn = (folder, packages) => ({
  name: `only-${folder.replaceAll('/', '-')}-imports-${packages[0].replaceAll(/[^a-z]+/g, '-')}`,
  comment: `${packages.join(', ')} may be replaced without touching anything outside src/${folder}`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${folder}/` },
  to: { path: packages.map((name) => `node_modules/${name}/`) },
});

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'a cycle makes two files one file that is hard to read',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'model-imports-nothing',
      comment: 'the nouns are plain data; everything meets in them, so they know nobody',
      severity: 'error',
      from: { path: '^src/model/' },
      to: { pathNot: '^src/model/' },
    },
    {
      name: 'algebra-knows-the-model-only',
      comment: 'sets are arithmetic on the nouns',
      severity: 'error',
      from: { path: '^src/algebra/' },
      to: { pathNot: '^src/(model|algebra)/' },
    },
    {
      name: 'diagnostics-stand-below-the-stages',
      comment: 'a finding is facts; the stages raise it, nothing here may ask a stage',
      severity: 'error',
      from: { path: '^src/diagnostics/' },
      to: { path: '^src/', pathNot: '^src/(model|algebra|diagnostics)/' },
    },
    {
      name: 'stages-are-siblings',
      comment: 'stages meet in src/model, so that each can be tested on stored values',
      severity: 'error',
      from: { path: `^src/(${stages.join('|')})/` },
      to: { path: `^src/(${stages.join('|')})/`, pathNot: '^src/$1/' },
    },
    {
      name: 'core-knows-no-shell',
      comment: 'the command line, the server and the platform join the core, never the other way round',
      severity: 'error',
      from: { path: `^src/(model|algebra|diagnostics|language|${stages.join('|')})/` },
      to: { path: '^src/(cli|server|platform|index)' },
    },
    {
      name: 'language-stands-on-the-compiler',
      comment: 'what an editor is told comes from the one reading of the YAML, and from nothing that judges or exports',
      severity: 'error',
      from: { path: '^src/language/' },
      to: { path: '^src/', pathNot: '^src/(model|algebra|diagnostics|compiler|language)/' },
    },
    {
      name: 'stages-know-no-language',
      comment: 'the compiler serves editors without knowing them',
      severity: 'error',
      from: { path: `^src/(model|algebra|diagnostics|platform|${stages.join('|')})/` },
      to: { path: '^src/language/' },
    },
    {
      name: 'platform-imports-ports-only',
      comment: 'the platform implements ports; it must not grow logic of the stages',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/', pathNot: ['^src/(model|diagnostics|platform)/', '/port\\.ts$'] },
    },
    {
      name: 'io-only-in-platform',
      comment: 'files, processes, network and time are reached in one place, so that the core is deterministic',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(platform|cli/main|server)' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(buffer|path|url|zlib|crypto|stream|util|vm)$' },
    },
    {
      name: 'vm-only-in-the-evaluator',
      comment: 'the timeout of a script is the only way to interrupt WASM in its own thread; nothing else needs it',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/evaluator/policy\\.ts$' },
      to: { path: '^(node:)?vm$' },
    },
    {
      name: 'proofs-share-nothing-with-exports',
      comment: 'a reader that uses what wrote a configuration repeats its mistakes',
      severity: 'error',
      from: { path: '^src/exporters/(proof/|probes/|[^/]+/(read/|trace/|read-back))' },
      to: {
        path: '^src/exporters/',
        pathNot: '^src/exporters/(proof/|probes/|dialect\\.ts|residual-report\\.ts|[^/]+/(read/|trace/|read-back))',
      },
    },
    onlyIn('compiler', ['yaml', 'ajv']),
    onlyIn('evaluator', ['@open-policy-agent/opa-wasm']),
    onlyIn('platform', ['execa', 'tar-stream']),
    onlyIn('cli', ['@stricli/core', 'pino']),
    onlyIn('cli/language-server', ['vscode-languageserver', 'vscode-languageserver-textdocument']),
    {
      name: 'no-dev-dependency-in-src',
      comment: 'what is shipped must be installed with the package',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'not-unresolvable',
      comment: 'an import that resolves to nothing fails at run time',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
