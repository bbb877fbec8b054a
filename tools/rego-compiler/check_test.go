package main

import (
	"slices"
	"testing"
)

var sourceSchema = map[string]any{
	"type": "object",
	"properties": map[string]any{
		"source": map[string]any{
			"type":       "object",
			"properties": map[string]any{"class": map[string]any{"type": "string"}},
		},
	},
}

func TestMisspeltInputIsFoundWhereItIsWritten(t *testing.T) {
	found := refused(t, map[string]any{
		"command": "check",
		"schema":  sourceSchema,
		"modules": modules("package a\n\np if {\n\t\"ü\" == input.sorce.class\n}\n"),
	})
	expectProblem(t, found[0], "rego_type_error", "a.rego", 4, 15)
	if !slices.Equal(found[0].Expected, []string{"source"}) {
		t.Errorf("expected names: %v", found[0].Expected)
	}
}

func TestSchemaHoldsForAllModules(t *testing.T) {
	found := refused(t, map[string]any{
		"command": "check",
		"schema":  sourceSchema,
		"modules": modules("package a\np if input.x", "package b.c\np if input.y"),
	})
	expectProblem(t, found[0], "rego_type_error", "a.rego", 2, 12)
	expectProblem(t, found[1], "rego_type_error", "b.rego", 2, 12)
}

func TestDataSchemaHoldsForAllModules(t *testing.T) {
	found := refused(t, map[string]any{
		"command": "check",
		"dataSchema": map[string]any{"properties": map[string]any{
			"zone-list": map[string]any{"type": "object", "properties": map[string]any{"x": map[string]any{"type": "string"}}},
		}},
		"modules": modules("package a\np if data[\"zone-list\"].y", "package b\np if data[\"zone-list\"].x == \"z\""),
	})
	if len(found) != 1 {
		t.Fatalf("got %+v", found)
	}
	expectProblem(t, found[0], "rego_type_error", "a.rego", 2, 24)
}

func TestSchemaThatMakesNoSenseIsBlamed(t *testing.T) {
	found := refused(t, map[string]any{
		"command": "check",
		"schema":  map[string]any{"properties": 3},
		"modules": modules("package a"),
	})
	expectProblem(t, found[0], "rego_type_error", schemaPart, 1, 1)
}

func TestSyntaxErrorsOfAllFilesAreReported(t *testing.T) {
	found := refused(t, map[string]any{"command": "check", "modules": modules("package a\np if {", "", "package c\n1")})
	if len(found) != 3 {
		t.Fatalf("got %+v", found)
	}
	expectProblem(t, found[0], "rego_parse_error", "a.rego", 2, 6)
	expectProblem(t, found[1], "rego_parse_error", "b.rego", 1, 1)
	expectProblem(t, found[2], "rego_parse_error", "c.rego", 2, 1)
}

func TestSchemaInMetadataIsRefused(t *testing.T) {
	found := refused(t, map[string]any{
		"command": "check",
		"modules": modules("package a\n\n# METADATA\n# schemas:\n# - input: {type: string}\np if input.x"),
	})
	expectProblem(t, found[0], "rego_annotation_error", "a.rego", 3, 1)
}

func TestReadsAreReportedPerPackage(t *testing.T) {
	reply := ask[checked](t, map[string]any{"command": "check", "modules": modules(
		`package a
import input.operation as op
import data.lib
p if {
	op.class == "read"
	input.list[_].x == input["odd-name"].y
	lib.q with input.replaced as input.replacement
	data.plain.z[input.key]
	own
}
own if { x := input.source; x.class } else if input.second
`, "package lib\nq if true")})
	packageA := reply.Packages[0]
	wantInput := []string{
		"input.key", "input.list", "input.operation.class", `input["odd-name"].y`, "input.replacement", "input.second", "input.source",
	}
	slices.Sort(wantInput)
	if !slices.Equal(packageA.InputRefs, wantInput) {
		t.Errorf("input: %v", packageA.InputRefs)
	}
	if !slices.Equal(packageA.DataRefs, []string{"data.lib.q", "data.plain.z"}) {
		t.Errorf("data: %v", packageA.DataRefs)
	}
	if len(packageA.Rules) != 2 || packageA.Rules[1].Name != "own" || packageA.Rules[1].Line != 11 {
		t.Errorf("rules: %+v", packageA.Rules)
	}
}

func TestWholeInputIsReported(t *testing.T) {
	for _, source := range []string{"package a\np := input", "package a\np := count(input)", "package a\np := input[data.k]"} {
		reply := ask[checked](t, map[string]any{"command": "check", "modules": modules(source)})
		if !slices.Equal(reply.Packages[0].InputRefs, []string{"input"}) {
			t.Errorf("%s: %v", source, reply.Packages[0].InputRefs)
		}
	}
}

func TestMetadataIsReported(t *testing.T) {
	reply := ask[checked](t, map[string]any{"command": "check", "modules": modules(
		"# METADATA\n# title: all\n# custom: {owner: ops}\npackage a\n\n# METADATA\n# description: one\np if true\n")})
	ofPackage, ofRule := reply.Annotations[0], reply.Annotations[1]
	if ofPackage.Scope != "package" || ofPackage.Title != "all" || ofPackage.Custom["owner"] != "ops" || ofPackage.Line != 4 {
		t.Errorf("got %+v", ofPackage)
	}
	if ofRule.Path != "data.a.p" || ofRule.Description != "one" || ofRule.Line != 8 || ofRule.Comment.Line != 6 {
		t.Errorf("got %+v", ofRule)
	}
}
