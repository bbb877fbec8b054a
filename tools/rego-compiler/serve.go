package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// request is what the host asks. A command reads only the fields it knows.
type request struct {
	Command         string            `json:"command"`
	Modules         map[string]string `json:"modules"`
	Entrypoints     []string          `json:"entrypoints"`
	Schema          map[string]any    `json:"schema"`
	DataSchema      map[string]any    `json:"dataSchema"`
	Capabilities    *capabilities     `json:"capabilities"`
	Data            map[string]any    `json:"data"`
	Coverage        bool              `json:"coverage"`
	Query           string            `json:"query"`
	Unknowns        []string          `json:"unknowns"`
	DisableInlining []string          `json:"disableInlining"`
	LimitQueries    int               `json:"limitQueries"`
}

// store is the `data` document that policies see besides their own rules.
func (r request) store() storage.Store {
	if r.Data == nil {
		return inmem.New()
	}
	return inmem.NewFromObject(r.Data)
}

// command answers a request with a reply that can be written as JSON, or with
// what is wrong with the sources.
type command func(request) (any, problems)

var commands = map[string]command{
	"check":   check,
	"compile": compileToWasm,
	"format":  formatSources,
	"parse":   check,
	"partial": partial,
	"test":    runTests,
	"version": version,
}

// refusal is the reply to sources with mistakes in them.
type refusal struct {
	Errors problems `json:"errors"`
}

// failure is the reply when there is no answer: a request that makes no sense,
// or a defect of ours.
type failure struct {
	Error failureCause `json:"error"`
}

type failureCause struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// serve reads one request and writes one reply. It returns an error only if
// the reply could not be written.
func serve(in io.Reader, out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(answer(in))
}

func answer(in io.Reader) (reply any) {
	// A panic of the compiler is ours to report, not the host's to survive.
	defer func() {
		if cause := recover(); cause != nil {
			reply = failed("internal", fmt.Sprint(cause))
		}
	}()
	var asked request
	decoder := json.NewDecoder(in)
	// Numbers of `data` keep all their digits, as they do in OPA.
	decoder.UseNumber()
	if err := decoder.Decode(&asked); err != nil {
		return failed("bad_request", err.Error())
	}
	run, known := commands[asked.Command]
	if !known {
		return failed("bad_request", fmt.Sprintf("unknown command %q", asked.Command))
	}
	result, found := run(asked)
	if len(found) > 0 {
		return refusal{Errors: found}
	}
	return result
}

func failed(code, message string) failure {
	return failure{Error: failureCause{Code: code, Message: message}}
}
