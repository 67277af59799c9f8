// One user: looks at a page of products, and at one of them.
package main

import (
	"errors"
	"time"

	"{{name}}/throng"
)

func init() { throng.Journey{Run: run}.Register() }

func main() {}

func run() error {
	throng.Enter("list")
	page, err := throng.Get("/api/products").Query("page", "1").Send().Success()
	throng.Leave()
	if err != nil {
		return err
	}
	throng.Check("there are products", page.JsonLength("/items") > 0)
	id, found := page.Json("/items/0/id")
	if !found {
		return errors.New("a product has no id")
	}
	product := throng.Get("/api/products/{id}").Param("id", id).Send()
	throng.Check("it is the one asked for", product.Pointer("/id") == id)
	throng.Think(500*time.Millisecond, 1500*time.Millisecond)
	return nil
}
