package password

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/binary"
	"runtime"
)

// block is the unit Salsa20 works on. A row of 2r blocks is what RFC 7914 calls B.
type block [16]uint32

// yieldEvery rows, some 0.2 ms of work, a hash lets other goroutines have their turn:
// the scheduler alone would take it off the processor only after 10 ms.
const yieldEvery = 128

// table is the big memory of scrypt (V in RFC 7914) for one choice of N and r.
// Each derivation overwrites it whole before it reads any of it.
type table struct {
	n, r   int
	rows   []block // n rows of 2r blocks
	x, y   []block // the running row and the next one
	nought []block // a row of zeros
}

// newTable makes a table of 128·n·r bytes; n must be a power of two.
func newTable(n, r int) *table {
	row := func() []block { return make([]block, 2*r) }
	return &table{
		n: n, r: r,
		rows: make([]block, n*2*r), x: row(), y: row(), nought: row(),
	}
}

// derive is scrypt with p = 1. The answer equals that of x/crypto/scrypt, which would
// allocate the table anew for each call.
func (t *table) derive(password string, salt []byte, size int) ([]byte, error) {
	seed, err := pbkdf2.Key(sha256.New, password, salt, 1, 128*t.r)
	if err != nil {
		return nil, err
	}
	defer clear(seed) // one round of SHA-256: who found it could guess fast
	for i := range t.x {
		for w := range t.x[i] {
			t.x[i][w] = binary.LittleEndian.Uint32(seed[i*64+w*4:])
		}
	}
	t.mix()
	for i := range t.x {
		for w, word := range t.x[i] {
			binary.LittleEndian.PutUint32(seed[i*64+w*4:], word)
		}
	}
	return pbkdf2.Key(sha256.New, password, seed, 1, size)
}

// mix is scryptROMix on x: it fills the table with a chain of rows, then walks it in an
// order that depends on the rows, so that no one gets away with less memory.
func (t *table) mix() {
	size := 2 * t.r
	copy(t.rows, t.x)
	for i := 0; i < t.n; i++ {
		next := t.x
		if i+1 < t.n {
			next = t.rows[(i+1)*size : (i+2)*size]
		}
		mixRow(next, t.rows[i*size:(i+1)*size], t.nought)
		if i%yieldEvery == 0 {
			runtime.Gosched()
		}
	}
	for i := 0; i < t.n; i++ {
		j := int(t.x[size-1][0]) & (t.n - 1)
		mixRow(t.y, t.x, t.rows[j*size:(j+1)*size])
		t.x, t.y = t.y, t.x
		if i%yieldEvery == 0 {
			runtime.Gosched()
		}
	}
}

// wipe overwrites what the last password left behind.
func (t *table) wipe() {
	clear(t.rows)
	clear(t.x)
	clear(t.y)
}
