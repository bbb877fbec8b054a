package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// ask sends a request the way the host does and decodes the reply.
func ask[T any](t *testing.T, asked map[string]any) T {
	t.Helper()
	in, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := serve(bytes.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	var reply T
	if err := json.Unmarshal(out.Bytes(), &reply); err != nil {
		t.Fatal(err)
	}
	return reply
}

// refused sends a request that must be refused.
func refused(t *testing.T, asked map[string]any) problems {
	t.Helper()
	reply := ask[refusal](t, asked)
	if len(reply.Errors) == 0 {
		t.Fatal("expected errors")
	}
	return reply.Errors
}

func modules(sources ...string) map[string]string {
	named := map[string]string{}
	for i, source := range sources {
		named[string(rune('a'+i))+".rego"] = source
	}
	return named
}

func expectProblem(t *testing.T, got problem, code, file string, line, column int) {
	t.Helper()
	if got.Code != code || got.File != file || got.Line != line || got.Column != column {
		t.Errorf("expected %s at %s:%d:%d, got %+v", code, file, line, column, got)
	}
}

func TestUnknownCommandIsAFailure(t *testing.T) {
	reply := ask[failure](t, map[string]any{"command": "erase"})
	if reply.Error.Code != "bad_request" || !strings.Contains(reply.Error.Message, "erase") {
		t.Errorf("got %+v", reply)
	}
}

func TestBrokenRequestIsAFailure(t *testing.T) {
	for _, in := range []string{"", "{", "[]", `{"modules": 3}`} {
		reply, ok := answer(strings.NewReader(in)).(failure)
		if !ok || reply.Error.Code != "bad_request" {
			t.Errorf("%q: got %+v", in, reply)
		}
	}
}

func TestPanicIsAFailure(t *testing.T) {
	commands["panic"] = func(request) (any, problems) { panic("oh") }
	defer delete(commands, "panic")
	if reply := ask[failure](t, map[string]any{"command": "panic"}); reply.Error != (failureCause{"internal", "oh"}) {
		t.Errorf("got %+v", reply)
	}
}

func TestVersionIsThePinnedOne(t *testing.T) {
	if reply := ask[versions](t, map[string]any{"command": "version"}); reply.Opa != "1.22.2" {
		t.Errorf("got %+v", reply)
	}
}
