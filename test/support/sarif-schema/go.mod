module zonewright/test/sarif-schema

go 1.26.0

require github.com/owenrumney/go-sarif/v3 v3.3.1
