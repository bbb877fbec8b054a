package main

import (
	"strings"
	"testing"
)

func nested(open, inner, shut string, depth int) string {
	return "package a\np := " + strings.Repeat(open, depth) + inner + strings.Repeat(shut, depth)
}

func TestDeepSourceIsRefusedWhereItIsTooDeep(t *testing.T) {
	for _, command := range []string{"check", "compile", "format", "test", "partial"} {
		found := refused(t, map[string]any{"command": command, "modules": modules(nested("[", "1", "]", 1000))})
		expectProblem(t, found[0], nestingErr, "a.rego", 2, 6+maxNesting)
	}
}

func TestSourceAtTheBoundIsAccepted(t *testing.T) {
	for _, source := range []string{
		nested("[", "1", "]", maxNesting),
		nested("[x | x := ", "1", "]", maxClosures),
		nested(`$"{`, "1", `}"`, maxClosures),
		"package a\np := \"" + strings.Repeat("[", 1000) + "\\\"[\" # " + strings.Repeat("[", 1000) + "\nq := `" + strings.Repeat("{\n", 300) + "`",
	} {
		reply := ask[checked](t, map[string]any{"command": "check", "modules": modules(source)})
		if len(reply.Packages) != 1 {
			t.Errorf("refused: %.60s", source)
		}
	}
}

// The type checker takes twice as long for each level, so this must end early.
func TestNestedComprehensionsAreRefused(t *testing.T) {
	for _, source := range []string{nested("[x | x := ", "1", "]", 200), nested(`$"{`, "1", `}"`, 200)} {
		found := refused(t, map[string]any{"command": "check", "modules": modules(source)})
		if found[0].Code != nestingErr || found[0].Line != 2 {
			t.Errorf("got %+v", found[0])
		}
	}
}
