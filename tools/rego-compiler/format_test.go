package main

import "testing"

func TestFormatsEverySource(t *testing.T) {
	reply := ask[formatted](t, map[string]any{"command": "format", "modules": modules("package a\np if {input.x==1}", "package b\n")})
	if reply.Formatted["a.rego"] != "package a\n\np if input.x == 1\n" || reply.Formatted["b.rego"] != "package b\n" {
		t.Errorf("got %q", reply.Formatted)
	}
}

func TestFormatReportsSyntaxErrors(t *testing.T) {
	found := refused(t, map[string]any{"command": "format", "modules": modules("package a\np if {")})
	expectProblem(t, found[0], "rego_parse_error", "a.rego", 2, 6)
}
