package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/compile"
)

// compiledPolicy is a policy as WebAssembly; JSON writes the bytes as base64.
type compiledPolicy struct {
	Wasm []byte `json:"wasm"`
	checked
}

func compileToWasm(asked request) (any, problems) {
	result, found := analyse(asked)
	if len(found) > 0 {
		return nil, found
	}
	if found := missingEntrypoints(result, asked.Entrypoints); len(found) > 0 {
		return nil, found
	}
	described := describe(result)
	wasm, err := buildWasm(result, asked)
	if err != nil {
		return nil, problemsOf(err, requestPart)
	}
	return compiledPolicy{Wasm: wasm, checked: described}, nil
}

// buildWasm compiles once more, since OPA's builder takes sources only. It may
// change the parsed modules, so it comes last.
func buildWasm(result analysis, asked request) ([]byte, error) {
	sources := &bundle.Bundle{Data: map[string]any{}}
	sources.Manifest.Init()
	for _, path := range slices.Sorted(maps.Keys(result.parsed)) {
		sources.Modules = append(sources.Modules, bundle.ModuleFile{
			Path: path, URL: path, Raw: []byte(asked.Modules[path]), Parsed: result.parsed[path],
		})
	}
	// Without pruning, every rule that refers to an entry point would become
	// an entry point too.
	builder := compile.New().
		WithTarget(compile.TargetWasm).
		WithEntrypoints(asked.Entrypoints...).
		WithPruneUnused(true).
		WithCapabilities(asked.Capabilities.limit()).
		WithRegoVersion(ast.RegoV1).
		WithBundle(sources)
	if err := builder.Build(context.Background()); err != nil {
		return nil, err
	}
	modules := builder.Bundle().WasmModules
	if len(modules) != 1 {
		return nil, fmt.Errorf("expected one WebAssembly module, got %d", len(modules))
	}
	return modules[0].Raw, nil
}

// missingEntrypoints reports entry points without a rule; the line is the
// number of the entry point in the request.
func missingEntrypoints(result analysis, entrypoints []string) problems {
	var found problems
	if len(entrypoints) == 0 {
		found = append(found, problem{
			Code: ast.CompileErr, Message: "no entry point is given", position: positionOf(nil, entrypointsPart),
		})
	}
	for i, entrypoint := range entrypoints {
		path := ast.DefaultRootRef
		for _, word := range strings.Split(entrypoint, "/") {
			path = path.Append(ast.StringTerm(word))
		}
		if len(result.compiled.GetRules(path)) == 0 {
			found = append(found, problem{
				Code:     ast.CompileErr,
				Message:  fmt.Sprintf("the entry point `%s` is no rule or package", entrypoint),
				position: position{File: entrypointsPart, Line: i + 1, Column: 1},
			})
		}
	}
	return found
}
