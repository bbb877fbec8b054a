package main

import (
	"strings"
	"testing"
)

func runSample(t *testing.T) testReport {
	return ask[testReport](t, map[string]any{
		"command":  "test",
		"coverage": true,
		"data":     map[string]any{"limit": 3},
		"modules": modules("package a\np if input.x > data.limit\nq if input.y\n", `package a_test
import data.a
test_pass if { print("limit", data.limit); a.p with input.x as 4 }
test_fail if a.p with input.x as 2
todo_test_later if true
test_broken if c == 1
c := 1
c := 2 if true
test_cases[name] if { some name, x in {"low": 1, "high": 9}; a.p with input.x as x }
`)})
}

func TestEachTestHasItsOutcome(t *testing.T) {
	results := runSample(t).Results
	if len(results) != 5 {
		t.Fatalf("got %+v", results)
	}
	pass, fail, skip, broken, cases := results[0], results[1], results[2], results[3], results[4]
	if pass.Name != "test_pass" || pass.Fail || pass.Output != "limit 3\n" || pass.Line != 3 || pass.File != "b.rego" {
		t.Errorf("got %+v", pass)
	}
	if !fail.Fail || !skip.Skip || !strings.Contains(broken.Error, "eval_conflict_error") {
		t.Errorf("got %+v %+v %+v", fail, skip, broken)
	}
	if !cases.Fail || len(cases.Cases) != 2 || cases.Cases[0].Fail || !cases.Cases[1].Fail {
		t.Errorf("got %+v", cases)
	}
}

func TestCoverageTellsWhatWasNotRun(t *testing.T) {
	coverage := runSample(t).Coverage
	policy := coverage.Files[0]
	if policy.File != "a.rego" || policy.Percentage != 50 || len(policy.NotCovered) != 2 || policy.NotCovered[0].Line != 3 {
		t.Errorf("got %+v", policy)
	}
}
