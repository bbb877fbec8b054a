package main

import (
	"encoding/json"
	"testing"
)

// askedResidue is residue with the AST left as JSON, which is how hosts see it.
type askedResidue struct {
	Queries [][]struct {
		Text string          `json:"text"`
		Ast  json.RawMessage `json:"ast"`
		At   *position       `json:"at"`
	} `json:"queries"`
	Support []struct {
		Path   string `json:"path"`
		Source string `json:"source"`
		Rules  []struct {
			Name string            `json:"name"`
			Body []json.RawMessage `json:"body"`
		} `json:"rules"`
	} `json:"support"`
}

func TestKnownDataIsFolded(t *testing.T) {
	reply := ask[askedResidue](t, map[string]any{
		"command": "partial",
		"query":   "data.a.grant[x]",
		"data":    map[string]any{"limits": map[string]any{"low": 3, "high": 9}},
		"modules": modules("package a\ngrant contains name if {\n\tsome name, limit in data.limits\n\tinput.level < limit\n}"),
	})
	if len(reply.Queries) != 2 || reply.Queries[0][0].Text != "input.level < 9" || reply.Queries[0][1].Text != `x = "high"` {
		t.Fatalf("got %+v", reply)
	}
	if at := reply.Queries[0][0].At; at == nil || at.File != "a.rego" || at.Line != 4 || at.Column != 2 {
		t.Errorf("got %+v", at)
	}
	if reply.Queries[0][1].At != nil {
		t.Error("a condition that nobody wrote has a place")
	}
}

func TestWhatCannotBeInlinedIsSupport(t *testing.T) {
	reply := ask[askedResidue](t, map[string]any{
		"command":         "partial",
		"query":           "not data.a.bad",
		"disableInlining": []string{"data.a.bad"},
		"modules":         modules("package a\nbad if input.x == 1\nbad if input.y == 2"),
	})
	if len(reply.Support) != 1 || len(reply.Support[0].Rules) != 2 || reply.Support[0].Rules[0].Name != "data.partial.a.bad" {
		t.Errorf("got %+v", reply)
	}
}

func TestMistakesInTheQueryHavePlaces(t *testing.T) {
	found := refused(t, map[string]any{"command": "partial", "query": "x = 1; ]"})
	expectProblem(t, found[0], "rego_parse_error", queryPart, 1, 8)
	found = refused(t, map[string]any{"command": "partial", "query": "input.sorce = 1", "schema": sourceSchema})
	expectProblem(t, found[0], "rego_type_error", queryPart, 1, 7)
	found = refused(t, map[string]any{"command": "partial"})
	expectProblem(t, found[0], "rego_compile_error", queryPart, 1, 1)
	found = refused(t, map[string]any{"command": "partial", "query": "x = 1", "unknowns": []string{"in put"}})
	expectProblem(t, found[0], "rego_parse_error", requestPart, 1, 1)
}

func TestConflictDuringEvaluationIsAProblem(t *testing.T) {
	found := refused(t, map[string]any{
		"command": "partial", "query": "data.a.p = x", "modules": modules("package a\np := 1\np := 2"),
	})
	expectProblem(t, found[0], "eval_conflict_error", "a.rego", 3, 1)
}

func TestRulesThatConditionsReferToAreSupport(t *testing.T) {
	reply := ask[askedResidue](t, map[string]any{
		"command": "partial",
		"query":   "data.a.grant[x]",
		"modules": modules(`package a
grant contains "g" if rank(input.x) > 1
rank(x) := 3 if x == names[_]
else := 1
names contains n if some n in [input.y, input.z]
other if input.w`),
	})
	if len(reply.Support) != 1 || reply.Support[0].Path != "data.a" || reply.Support[0].Source != "" {
		t.Fatalf("got %+v", reply.Support)
	}
	rules := reply.Support[0].Rules
	if len(rules) != 2 || rules[0].Name != "data.a.rank" || rules[1].Name != "data.a.names" {
		t.Errorf("got %+v", rules)
	}
}

func TestTooManyAlternativesAreAProblem(t *testing.T) {
	asked := map[string]any{
		"command": "partial", "query": "data.a.grant[x]", "limitQueries": 3,
		"modules": modules("package a\ngrant contains x if {\n\tsome x in numbers.range(1, 4)\n\tinput.x == x\n}"),
	}
	expectProblem(t, refused(t, asked)[0], "rego_size", queryPart, 1, 1)
	asked["limitQueries"] = 4
	if reply := ask[askedResidue](t, asked); len(reply.Queries) != 4 {
		t.Errorf("got %+v", reply)
	}
}

func TestNothingUnknownIsPlainEvaluation(t *testing.T) {
	reply := ask[askedResidue](t, map[string]any{
		"command": "partial", "query": "some x; data.a.p[x]; data.a.q[y]; data.a.flags[y]", "unknowns": []string{},
		"data":    map[string]any{"flags": map[string]any{"a": true, "b": false}},
		"modules": modules("package a\np contains [1, n] if n := input.x\np contains [2, 3]\nq := {\"a\": 1, \"b\": 2}\nflags := {\"1\": true, \"2\": false}"),
	})
	if len(reply.Queries) != 0 {
		t.Errorf("got %+v", reply)
	}
	reply = ask[askedResidue](t, map[string]any{
		"command": "partial", "query": "data.a.p[x]; data.a.q[y]", "unknowns": []string{},
		"modules": modules("package a\np contains [1, n] if n := input.x\np contains [2, 3]\nq := {\"a\": true, \"b\": false}"),
	})
	if len(reply.Queries) != 1 || len(reply.Queries[0]) != 2 {
		t.Fatalf("got %+v", reply)
	}
	if first, second := reply.Queries[0][0].Text, reply.Queries[0][1].Text; first != "x = [2, 3]" || second != `y = "a"` {
		t.Errorf("got %s; %s", first, second)
	}
}
