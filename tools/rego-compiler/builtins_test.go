package main

import "testing"

func TestForbiddenBuiltinIsFoundWhereItIsCalled(t *testing.T) {
	found := refused(t, map[string]any{
		"command":      "check",
		"capabilities": map[string]any{"builtins": []string{"count"}},
		"modules": modules(`package a
p if count(input.x) + 1 > 2
q if { x := {y | y := time.now_ns()}; count(x) > 1 }
r := http.send({"url": "x"}).body
`),
	})
	if len(found) != 2 {
		t.Fatalf("got %+v", found)
	}
	expectProblem(t, found[0], builtinErr, "a.rego", 3, 23)
	expectProblem(t, found[1], builtinErr, "a.rego", 4, 6)
	if found[0].Builtin != "time.now_ns" {
		t.Errorf("got %+v", found[0])
	}
}

func TestRuleOfTheSameNameIsNotForbidden(t *testing.T) {
	reply := ask[checked](t, map[string]any{
		"command":      "check",
		"capabilities": map[string]any{"builtins": []string{}},
		"modules":      modules("package a\nupper(x) := x\np if upper(input.x) == `a${1}`\nq if 1 in {1, 2}"),
	})
	if len(reply.Packages) != 1 {
		t.Errorf("got %+v", reply)
	}
}

func TestMisspeltBuiltinInTheListIsReported(t *testing.T) {
	found := refused(t, map[string]any{
		"command":      "check",
		"capabilities": map[string]any{"builtins": []string{"cuont"}},
		"modules":      modules("package a"),
	})
	expectProblem(t, found[0], builtinErr, requestPart, 1, 1)
}

func TestForbiddenBuiltinInAQueryIsFound(t *testing.T) {
	found := refused(t, map[string]any{
		"command":      "partial",
		"query":        "x = 1; time.now_ns() = y",
		"capabilities": map[string]any{"builtins": []string{}},
	})
	expectProblem(t, found[0], builtinErr, queryPart, 1, 8)
}
