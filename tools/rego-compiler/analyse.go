package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// analysis is a set of modules that passed every check.
type analysis struct {
	// parsed is the modules as written, by path.
	parsed map[string]*ast.Module
	// compiled is OPA's view of them, with every reference resolved.
	compiled *ast.Compiler
}

// analyse parses, resolves and type-checks the sources of a request.
func analyse(asked request) (analysis, problems) {
	parsed, found := parseModules(asked.Modules)
	found = append(found, asked.Capabilities.unknownNames()...)
	if len(found) > 0 {
		return analysis{}, found
	}
	compiler, found := newCompiler(asked)
	if len(found) > 0 {
		return analysis{}, found
	}
	modules, found := withDataSchema(parsed, asked.DataSchema)
	if len(found) > 0 {
		return analysis{}, found
	}
	compiler.Compile(modules)
	if compiler.Failed() {
		return analysis{}, problemsOf(compiler.Errors, blamed(asked))
	}
	result := analysis{parsed: parsed, compiled: compiler}
	return result, forbiddenCalls(result, asked.Capabilities)
}

// newCompiler knows every built-in function: those that the host forbids are
// reported afterwards, by name, where OPA would call them undefined.
func newCompiler(asked request) (*ast.Compiler, problems) {
	schemas, found := inputSchema(asked.Schema)
	return ast.NewCompiler().
		SetErrorLimit(0).
		WithCapabilities(everything()).
		WithDefaultRegoVersion(ast.RegoV1).
		WithUseTypeCheckAnnotations(asked.DataSchema != nil).
		WithSchemas(schemas), found
}

func forbiddenCalls(checked analysis, allowed *capabilities) problems {
	var found problems
	for path := range checked.parsed {
		found = append(found, allowed.forbiddenCalls(checked.compiled.Modules[path], path)...)
	}
	return found.sorted()
}

// compiledByPackage groups the compiled modules by package, both in order.
func (a analysis) compiledByPackage() map[string][]*ast.Module {
	packages := map[string][]*ast.Module{}
	for _, path := range slices.Sorted(maps.Keys(a.parsed)) {
		module := a.compiled.Modules[path]
		name := module.Package.Path.String()
		packages[name] = append(packages[name], module)
	}
	return packages
}

// blamed names what is at fault when an error has no place: only a schema that
// makes no sense has none.
func blamed(asked request) string {
	if asked.Schema != nil || asked.DataSchema != nil {
		return schemaPart
	}
	return requestPart
}

// isOurs says whether a place is in a source of the request, not in a module
// that we added.
func isOurs(loc *ast.Location) bool {
	return loc == nil || !strings.HasPrefix(loc.File, dataSchemaModule)
}
