// Package throng is for writing load journeys in Go. contract.go has every function of the host; this file what makes a
// journey short.
//
//	package main
//
//	import (
//		"time"
//
//		"hello/throng"
//	)
//
//	func init() { throng.Journey{Run: run}.Register() }
//
//	func main() {}
//
//	func run() error {
//		r := throng.Get("/").Send()
//		throng.Check("status is 200", r.Status() == 200)
//		throng.Sleep(time.Second)
//		return nil
//	}
//
// An error that a stage returns fails it, and so does a panic; what the target does is never an error.
package throng

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
	"unsafe"
)

// Journey is what a user does; only Run must be there.
type Journey struct {
	// Run is one iteration.
	Run func() error
	// Plan gives the plan's defaults, as the JSON form of a plan file.
	Plan func() string
	// Setup is called once in a run, before any user; SetupData gives what it returned.
	Setup func() (string, error)
	// Start is called once for each user and each instance of it: prepare requests here.
	Start func() error
	// Stop is called once for each user, after its last iteration.
	Stop func() error
	// Teardown is called once in a run, after the last user.
	Teardown func() error
}

var journey Journey

// Register makes it the journey; call it in init.
func (j Journey) Register() { journey = j }

// Requests of Get, Post and so on: let go of when the stage ends.
var once []Request

func onceOf(method, url string) Request {
	request := NewRequest(method, url)
	once = append(once, request)
	return request
}

// Get begins a GET request; it lasts until the stage ends. For one that lasts longer see Prepare.
func Get(url string) Request { return onceOf("GET", url) }

// Head begins a HEAD request, as Get.
func Head(url string) Request { return onceOf("HEAD", url) }

// Post begins a POST request, as Get.
func Post(url string) Request { return onceOf("POST", url) }

// Put begins a PUT request, as Get.
func Put(url string) Request { return onceOf("PUT", url) }

// Patch begins a PATCH request, as Get.
func Patch(url string) Request { return onceOf("PATCH", url) }

// Delete begins a DELETE request, as Get.
func Delete(url string) Request { return onceOf("DELETE", url) }

// Options begins an OPTIONS request, as Get.
func Options(url string) Request { return onceOf("OPTIONS", url) }

// Value sets the body to a value as JSON.
func (it Request) Value(value any) Request {
	text, err := marshal(value)
	if err != nil {
		panic(err)
	}
	return it.Json(text)
}

func marshal(value any) (string, error) {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return strings.TrimSuffix(text.String(), "\n"), err
}

// Decode reads the body as JSON into a value.
func (it Response) Decode(value any) error { return json.Unmarshal(it.Bytes(), value) }

// Pointer gives what a JSON pointer points to; empty where nothing is.
func (it Response) Pointer(pointer string) string {
	text, _ := it.Json(pointer)
	return text
}

// Success is the response, or an error that says what came instead of one that was expected.
func (it Response) Success() (Response, error) {
	switch {
	case it.Ok():
		return it, nil
	case it.Status() == 0:
		return it, fmt.Errorf("%s: no response: %s", it.Url(), it.Message())
	}
	return it, fmt.Errorf("%s: status %d", it.Url(), it.Status())
}

// Step times a part of the iteration and names all that happens inside; steps nest.
func Step(name string, inside func() error) error {
	Enter(name)
	defer Leave()
	return inside()
}

// Task is done more or less often, by its weight in comparison with the others.
type Task struct {
	Weight uint32
	Run    func() error
}

// Choose does one of the tasks and gives its error.
func Choose(tasks ...Task) error {
	var total float64
	for _, task := range tasks {
		total += float64(task.Weight)
	}
	left := Random() * total
	for _, task := range tasks {
		if left -= float64(task.Weight); left < 0 {
			return task.Run()
		}
	}
	return nil
}

// Think sleeps between the two times, at random.
func Think(least, most time.Duration) {
	Sleep(least + time.Duration(Random()*float64(most-least)))
}

// Infof writes a formatted line to the log.
func Infof(format string, values ...any) { Info(fmt.Sprintf(format, values...)) }

// Series is a metric for a package's variable: made when it is first added to.
type Series struct {
	make   func() Metric
	made   *Metric
	tagged map[string]*Series
}

// mostTagged is how many series with tags a metric keeps: when there are more, all are given back to the host.
const mostTagged = 1000

// NewCounter is a sum.
func NewCounter(name, unit string) *Series {
	return &Series{make: func() Metric { return MetricCounter(name, unit) }}
}

// NewGauge is the last value, with the least and the greatest.
func NewGauge(name, unit string) *Series {
	return &Series{make: func() Metric { return MetricGauge(name, unit) }}
}

// NewRate is a share of hits.
func NewRate(name string) *Series {
	return &Series{make: func() Metric { return MetricRate(name) }}
}

// NewTrend is a distribution.
func NewTrend(name, unit string) *Series {
	return &Series{make: func() Metric { return MetricTrend(name, unit) }}
}

// Metric is the metric itself.
func (s *Series) Metric() Metric {
	if s.made == nil {
		made := s.make()
		s.made = &made
	}
	return *s.made
}

// Add adds one value; for a rate 0 is a miss, anything else a hit.
func (s *Series) Add(value float64) { s.Metric().Add(value) }

// Tagged is the series of the same metric with these tags. The same tags give the same series, so it may be asked for in each
// iteration.
func (s *Series) Tagged(tags ...Field) *Series {
	var key []byte
	for _, tag := range tags {
		key = strconv.AppendQuote(strconv.AppendQuote(key, tag.Name), tag.Value)
	}
	if known := s.tagged[string(key)]; known != nil {
		return known
	}
	if len(s.tagged) == mostTagged {
		s.forget()
	}
	if s.tagged == nil {
		s.tagged = map[string]*Series{}
	}
	own := slices.Clone(tags)
	made := &Series{make: func() Metric { return s.Metric().tagged(own) }}
	s.tagged[string(key)] = made
	return made
}

// forget gives the series with tags back to the host; one that is added to later is made again.
func (s *Series) forget() {
	for _, series := range s.tagged {
		series.forget()
		if series.made != nil {
			series.made.Drop()
			series.made = nil
		}
	}
	s.tagged = nil
}

// Metrics of the engine: they need no declaration.
var jobDuration, jobCompleted = NewTrend("job_duration", "ms"), NewRate("job_completed")

// PollUntil times a job that begins now: it asks at once and then after each interval, for so long at most, whether the job
// is done, and says whether it was. One that is not done has no sample of job_duration, and is a miss of job_completed.
func PollUntil(job string, interval, limit time.Duration, done func() (bool, error)) (bool, error) {
	tag, begun := Field{"job", job}, Elapsed()
	for {
		is, err := done()
		passed := Elapsed() - begun
		if is && err == nil {
			jobCompleted.Tagged(tag).Add(1)
			jobDuration.Tagged(tag).Add(float64(passed) / float64(time.Millisecond))
			return true, nil
		}
		if passed >= limit || err != nil {
			jobCompleted.Tagged(tag).Add(0)
			return false, err
		}
		Sleep(min(interval, limit-passed))
	}
}

// The ends of stages: result<_, string> and result<string, string> are three words.
var (
	result [3]uint32
	kept   string
)

func write(at *uint32, text string) {
	kept = text
	pair := (*[2]uint32)(unsafe.Pointer(at))
	pair[0], pair[1] = address(text), uint32(len(text))
}

func resultAddress() uint32 { return uint32(uintptr(unsafe.Pointer(&result))) }

// end calls a stage and writes down how it went.
func end(stage func() (string, error)) uint32 {
	value, err := guarded(stage)
	for _, request := range once {
		request.Drop()
	}
	once = once[:0]
	collect()
	result[0] = 0
	if err != nil {
		result[0], value = 1, err.Error()
	}
	write(&result[1], value)
	return resultAddress()
}

var stages uint32

// collect lets Go's collector work where it may: its own goroutines get no turn while the host holds the only thread, and a
// collection that never ends lets memory grow to the plan's limit.
func collect() {
	runtime.Gosched()
	if stages++; stages%256 == 0 {
		runtime.GC()
	}
}

// A panic is an error with the place that it came from: the instance lives on.
func guarded(stage func() (string, error)) (value string, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic: %v\n%s", reason, debug.Stack())
		}
	}()
	return stage()
}

func plain(stage func() error) func() (string, error) {
	return func() (string, error) {
		if stage == nil {
			return "", nil
		}
		return "", stage()
	}
}

//go:wasmexport run
func runStage() uint32 { return end(plain(journey.Run)) }

//go:wasmexport start
func startStage() uint32 { return end(plain(journey.Start)) }

//go:wasmexport stop
func stopStage() uint32 { return end(plain(journey.Stop)) }

//go:wasmexport teardown
func teardownStage() uint32 { return end(plain(journey.Teardown)) }

//go:wasmexport setup
func setupStage() uint32 {
	if journey.Setup == nil {
		return end(plain(nil))
	}
	return end(journey.Setup)
}

//go:wasmexport plan
func planStage() uint32 {
	text := "{}"
	if journey.Plan != nil {
		text = journey.Plan()
	}
	write(&result[0], text)
	return resultAddress()
}
