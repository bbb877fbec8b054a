package main

import (
	"runtime"

	opa "github.com/open-policy-agent/opa/v1/version"
)

type versions struct {
	Opa string `json:"opa"`
	Go  string `json:"go"`
}

func version(request) (any, problems) {
	return versions{Opa: opa.Version, Go: runtime.Version()}, nil
}
