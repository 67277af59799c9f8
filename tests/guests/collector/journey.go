// Garbage of every size, some of it kept for a while, and texts of the host in between: what Go's collector must live with.
package main

import (
	"encoding/json"
	"fmt"

	"conformance/throng"
)

func init() { throng.Journey{Run: run}.Register() }

func main() {}

var kept [][]byte

func run() error {
	i := throng.Iteration()
	value := map[string]any{"a": i, "b": []int{1, 2, 3}, "c": fmt.Sprint(i, "text")}
	for k := 0; k < 4; k++ {
		text, err := json.Marshal(value)
		if err != nil {
			return err
		}
		throng.StorePut("k", string(text))
		if back, found := throng.StoreGet("k"); !found || len(back) < 10 {
			return fmt.Errorf("the store gave %q", back)
		}
		if greeting, _ := throng.Env("GREETING"); greeting != "hello" {
			return fmt.Errorf("env gave %q", greeting)
		}
		kept = append(kept, make([]byte, 500+(int(i)*37+k*911)%4000))
		if len(kept) > 64 {
			kept = kept[32:]
		}
	}
	return nil
}
