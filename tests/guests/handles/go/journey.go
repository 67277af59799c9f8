// Adds to tagged series that it asks for in each iteration: one that is always the same, and one of 3,000.
package main

import (
	"fmt"

	"conformance/throng"
)

func init() { throng.Journey{Run: run}.Register() }

func main() {}

var seen = throng.NewCounter("seen", "")

func run() error {
	seen.Tagged(throng.Field{Name: "shelf", Value: "lamps"}).Add(1)
	seen.Tagged(throng.Field{Name: "row", Value: fmt.Sprint(throng.Iteration() % 3000)}).Add(1)
	return nil
}
