// Command rego-compiler answers one request about Rego sources: one JSON
// object on standard input, one JSON object on standard output. It is OPA
// itself, built for WASI, so that a host needs no OPA, no Go, no file system
// and no network.
package main

import "os"

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		os.Exit(1)
	}
}
