package throng

import (
	"math"
	"time"
	"unsafe"
)

// Field is a name and a value: a header, a field of a form, a tag, a cell.
type Field struct{ Name, Value string }

// Where the host writes a result: up to four words, where a float64 may stand.
var place struct {
	_     [0]uint64
	words [4]uint32
}
var out = &place.words

// What the host hands over lies here until it has been copied into Go's own values. The room is made before the host is
// called: while the host asks for memory, nothing may be allocated, because Go's collector would then ask the host for the
// time, which is forbidden there.
var (
	given = make([]byte, 1<<16)
	used  uint32
	spill [][]byte
)

// room empties the place for what the host hands over, and makes it large enough for so many bytes and their lists.
func room(size int) {
	used = 0
	spill = spill[:0]
	if need := size + 1<<16; len(given) < need {
		given = make([]byte, need+need/4)
	}
}

// What answers Go's own questions to WASI has its stack and its state here. It asks for them before Go is ready: nothing may
// be allocated, and the stack not looked at.
var (
	adapter     [192 << 10]byte
	adapterUsed uint32
)

//go:wasmexport cabi_realloc_adapter
//go:nosplit
func reallocAdapter(old, had, align, size uint32) uint32 {
	start := uint32(uintptr(unsafe.Pointer(&adapter)))
	at := (start + adapterUsed + align - 1) &^ (align - 1)
	if at+size > start+uint32(unsafe.Sizeof(adapter)) {
		return 0
	}
	adapterUsed = at + size - start
	return at
}

//go:wasmexport cabi_realloc
func realloc(old, had, align, size uint32) uint32 {
	at := (used + align - 1) &^ (align - 1)
	if int(at)+int(size) > len(given) {
		// More than anyone could foresee: a list of overlapping texts, say.
		block := make([]byte, size+align)
		spill = append(spill, block)
		at := uint32(uintptr(unsafe.Pointer(unsafe.SliceData(block))))
		return (at + align - 1) &^ (align - 1)
	}
	used = at + size
	return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(given)))) + at
}

func memory(at, length uint32) []byte {
	if length == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(uintptr(at))), length)
}

func words(at, count uint32) []uint32 {
	if count == 0 {
		return nil
	}
	return unsafe.Slice((*uint32)(unsafe.Pointer(uintptr(at))), count)
}

func takeText(at, length uint32) string { return string(memory(at, length)) }

func takeBytes(at, length uint32) []byte { return append([]byte(nil), memory(at, length)...) }

func takeNumbers(at, length uint32) []uint32 { return append([]uint32(nil), words(at, length)...) }

func takeTexts(at, length uint32) []string {
	all := make([]string, length)
	for i, pair := 0, words(at, 2*length); i < len(all); i++ {
		all[i] = takeText(pair[2*i], pair[2*i+1])
	}
	return all
}

func takeFields(at, length uint32) []Field {
	all := make([]Field, length)
	for i, pair := 0, words(at, 4*length); i < len(all); i++ {
		all[i] = Field{takeText(pair[4*i], pair[4*i+1]), takeText(pair[4*i+2], pair[4*i+3])}
	}
	return all
}

func someText() (string, bool) {
	if out[0]&0xff == 0 {
		return "", false
	}
	return takeText(out[1], out[2]), true
}

func someFields() ([]Field, bool) {
	if out[0]&0xff == 0 {
		return nil, false
	}
	return takeFields(out[1], out[2]), true
}

func someBytes() ([]byte, bool) {
	if out[0]&0xff == 0 {
		return nil, false
	}
	return takeBytes(out[1], out[2]), true
}

func someDuration() (time.Duration, bool) {
	if out[0]&0xff == 0 {
		return 0, false
	}
	return fromMs(math.Float64frombits(uint64(out[2]) | uint64(out[3])<<32)), true
}

// lift makes resources of a list of handles.
func lift[T any](at, length uint32, of func(int32) T) []T {
	all := make([]T, length)
	for i, handle := range words(at, length) {
		all[i] = of(int32(handle))
	}
	return all
}

// Go's pointers have 64 bits in memory, the host's 32.
func address(text string) uint32 { return uint32(uintptr(unsafe.Pointer(unsafe.StringData(text)))) }

// held keeps the texts of lower until the next ones.
var held []Field

func lower(fields []Field) []uint32 {
	held = fields
	all := make([]uint32, 0, 4*len(fields))
	for _, field := range fields {
		all = append(all, address(field.Name), uint32(len(field.Name)), address(field.Value), uint32(len(field.Value)))
	}
	return all
}

func truth(holds bool) int32 {
	if holds {
		return 1
	}
	return 0
}

func toMs(time time.Duration) float64 { return float64(time) / 1e6 }

func fromMs(ms float64) time.Duration { return time.Duration(ms * 1e6) }
