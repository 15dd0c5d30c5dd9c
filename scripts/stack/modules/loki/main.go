// Reads LogQL queries from standard input, a JSON list of texts, and prints the ones that Loki would
// refuse, with the reason.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/grafana/loki/v3/pkg/logql/syntax"
)

func main() {
	var queries []string
	if err := json.NewDecoder(os.Stdin).Decode(&queries); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	refused := 0
	for _, query := range queries {
		if _, err := syntax.ParseExpr(query); err != nil {
			fmt.Printf("%s\n  %v\n", query, err)
			refused++
		}
	}
	if refused > 0 {
		os.Exit(1)
	}
}
