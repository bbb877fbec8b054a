package main

import (
	"bytes"
	"testing"
)

func TestCompilesToWebAssembly(t *testing.T) {
	asked := map[string]any{
		"command":     "compile",
		"modules":     modules("package a\np contains x if some x in input.xs", "package b\nq if 1 in data.a.p"),
		"entrypoints": []string{"a/p"},
	}
	reply := ask[compiledPolicy](t, asked)
	if !bytes.HasPrefix(reply.Wasm, []byte("\x00asm")) || len(reply.Packages) != 2 {
		t.Errorf("got %d bytes, %d packages", len(reply.Wasm), len(reply.Packages))
	}
	if again := ask[compiledPolicy](t, asked); !bytes.Equal(again.Wasm, reply.Wasm) {
		t.Error("the same sources gave other bytes")
	}
}

func TestMissingEntrypointIsNamedByItsNumber(t *testing.T) {
	found := refused(t, map[string]any{
		"command": "compile", "modules": modules("package a\np := 1"), "entrypoints": []string{"a/p", "a/q"},
	})
	expectProblem(t, found[0], "rego_compile_error", entrypointsPart, 2, 1)
	found = refused(t, map[string]any{"command": "compile", "modules": modules("package a")})
	expectProblem(t, found[0], "rego_compile_error", entrypointsPart, 1, 1)
}

func TestConflictingRulesAreRefused(t *testing.T) {
	found := refused(t, map[string]any{
		"command": "compile", "modules": modules("package a\np := 1\np contains 2"), "entrypoints": []string{"a/p"},
	})
	expectProblem(t, found[0], "rego_type_error", "a.rego", 2, 1)
}
