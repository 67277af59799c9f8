// The conformance journey: ../README.md says what it does.
package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"conformance/throng"
)

var (
	price   = throng.NewTrend("price", "eur")
	labels  = throng.NewCounter("labels", "")
	seen    = throng.NewCounter("seen", "").Tagged(throng.Field{Name: "shelf", Value: "lamps"})
	stock   = throng.NewGauge("stock", "")
	refused = throng.NewRate("refused")
	token   string
)

func init() {
	throng.Journey{Run: run, Plan: plan, Setup: setup, Start: start, Stop: stop, Teardown: teardown}.Register()
}

func main() {}

func plan() string { return `{"thresholds":{"checks":["rate > 0.5"]}}` }

func setup() (string, error) {
	greeting, found := throng.Get("/config").Send().Json("/greeting")
	if !found {
		return "", errors.New("no greeting")
	}
	return greeting, nil
}

func start() error {
	throng.SessionHeader("x-suite", "conformance")
	users := throng.NewTable("users")
	row, found := users.Mine()
	if !found {
		return errors.New("no row")
	}
	name, _ := users.Cell(row, "name")
	password, _ := users.Cell(row, "password")
	account := map[string]string{"name": name, "password": password}
	login := throng.Post("/login").Value(account).Name("login").Tag("kind", "auth").Expect("200").Send()
	if token = login.Pointer("/token"); token == "" {
		return errors.New("no token")
	}
	throng.Infof("%s is in", name)
	return nil
}

func read(id string) error {
	greeting, user := throng.SetupData(), strconv.Itoa(int(throng.Id()))
	r := throng.Get("/items/{id}").Param("id", id).Query("greeting", greeting).Bearer(token).Header("x-user", user).Send()
	throng.Check("status is 200", r.Status() == 200)
	_, absent := r.Json("/absent")
	throng.Check("the lamp is the one", r.Pointer("/name") == "lampe № "+id+" 🐢" && !absent)
	header, _ := r.Header("X-Item")
	throng.Check("the header is there", header == id)
	number, _ := r.Find("№ ([0-9]+)", 1)
	throng.Check("the text is found", strings.Contains(r.Text(), "№") && number == id)
	price.Add(r.JsonNumber("/price"))
	labels.Add(float64(r.JsonLength("/tags")))
	seen.Add(1)
	return nil
}

func order(id string) error {
	form := []throng.Field{{Name: "item", Value: id}, {Name: "note", Value: "a b&c=ü"}}
	throng.Post("/orders").Form(form).Bearer(token).Expect("201").Send()
	err := throng.Step("pay", func() error {
		paid := throng.Put("/orders/{id}").Param("id", id).Bearer(token).Text("paid").Send()
		throng.CheckTagged("paid", paid.Status() == 200, []throng.Field{{Name: "how", Value: "card"}})
		return nil
	})
	stock.Add(10 - float64(throng.Iteration()))
	return err
}

func failures() {
	busy := throng.Get("/status/503").Send()
	throng.Check("503 is data", busy.Status() == 503 && !busy.Ok())
	denied := throng.Get("http://127.0.0.1:1/").Send()
	throng.Check("denied is data", denied.Status() == 0 && denied.Failure() == "denied")
	refused.Add(1)
}

func twoAtOnce() {
	ten, twenty := throng.Get("/bytes?n=10").Start(), throng.Get("/bytes?n=20").Start()
	first, second := throng.Wait(ten).Size(), throng.Wait(twenty).Size()
	throng.Check("both came", first == 10 && second == 20)
}

func task(name string) func() error {
	return func() error {
		throng.Get("/task/" + name).Hit()
		return nil
	}
}

func run() error {
	i := throng.Iteration()
	id := strconv.Itoa(int(i) + 1)
	if err := throng.Step("read", func() error { return read(id) }); err != nil {
		return err
	}
	if err := throng.Step("order", func() error { return order(id) }); err != nil {
		return err
	}
	failures()
	twoAtOnce()
	sent := throng.Post("/upload").File("note").Header("x-key", throng.Secret("KEY")).Send()
	throng.Check("the file is sent", sent.Status() == 200)
	throng.Check("the count counts", throng.StoreCount(fmt.Sprintf("visits-%d", throng.Id()), 1) == float64(i+1))
	if err := throng.Choose(throng.Task{Weight: 3, Run: task("often")}, throng.Task{Weight: 1, Run: task("seldom")}); err != nil {
		return err
	}
	greeting, _ := throng.Env("GREETING")
	throng.Infof("%s %d", greeting, i)
	throng.Sleep(5 * time.Millisecond)
	switch i {
	case 2:
		return errors.New("no luck in iteration 2")
	case 3:
		throng.NewTable("nowhere")
	}
	return nil
}

func stop() error {
	throng.Post("/logout").Bearer(token).Hit()
	return nil
}

func teardown() error {
	throng.Delete("/config").Send()
	throng.Info("the end")
	return nil
}
