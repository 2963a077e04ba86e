package password

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/binary"
	"runtime"
)

// block is the unit Salsa20 works on. A row of 2r blocks is what RFC 7914 calls B.
type block [16]uint32

// yieldEvery is the number of rows, 0.1 to 0.3 ms of work, after which a hash lets other goroutines run. The scheduler
// alone would preempt it only after 10 ms.
const yieldEvery = 128

// table is the memory of scrypt (V in RFC 7914) for one choice of N and r. Each derivation overwrites all of it before
// reading any of it.
type table struct {
	n, r  int
	rows  []block // n rows of 2r blocks
	x, y  []block // the running row and the next one
	zeros []block // a row of zeros
}

// newTable allocates 128·n·r bytes; n must be a power of two.
func newTable(n, r int) *table {
	row := func() []block { return make([]block, 2*r) }
	return &table{n: n, r: r, rows: make([]block, n*2*r), x: row(), y: row(), zeros: row()}
}

// derive sets the keys of up to maxLanes jobs to the result of scrypt with p = 1. Each job needs a table of its own, and
// all tables have the same size. The result equals that of x/crypto/scrypt, which allocates the table for each call.
func derive(tables []*table, jobs []*job, size int) {
	deriveWith(fastest(len(jobs)), tables, jobs, size)
}

func deriveWith(m mixer, tables []*table, jobs []*job, size int) {
	for i, j := range jobs {
		j.err = tables[i].load(m.order, j.password, j.salt)
	}
	for rest := tables[:len(jobs)]; len(rest) > 0; {
		group := min(m.lanes, len(rest))
		mix(m, rest[:group])
		rest = rest[group:]
	}
	for i, j := range jobs {
		if j.err == nil {
			j.key, j.err = tables[i].finish(m.order, j.password, size)
		}
	}
}

// load derives the first row from password and salt.
func (t *table) load(order *[16]int, password string, salt []byte) error {
	seed, err := pbkdf2.Key(sha256.New, password, salt, 1, 128*t.r)
	if err != nil {
		return err
	}
	defer clear(seed) // one round of SHA-256 away from the password: it would make guessing fast
	for i := range t.x {
		for w, from := range order {
			t.x[i][w] = binary.LittleEndian.Uint32(seed[i*64+from*4:])
		}
	}
	return nil
}

// finish derives the key from password and the last row.
func (t *table) finish(order *[16]int, password string, size int) ([]byte, error) {
	seed := make([]byte, 128*t.r)
	defer clear(seed)
	for i := range t.x {
		for w, to := range order {
			binary.LittleEndian.PutUint32(seed[i*64+to*4:], t.x[i][w])
		}
	}
	return pbkdf2.Key(sha256.New, password, seed, 1, size)
}

// mix is scryptROMix on the x of each of up to m.lanes tables. It fills the table with a chain of rows, then visits them
// in an order that depends on their content, so that less memory does not suffice.
func mix(m mixer, tables []*table) {
	for _, t := range tables {
		copy(t.rows, t.x)
	}
	n, r := tables[0].n, tables[0].r
	step := &lanes{}
	for i := range n {
		for lane := range m.lanes {
			t := tables[lane%len(tables)] // a surplus lane repeats the work of the first one
			step.dst[lane], step.a[lane], step.b[lane] = t.next(i), t.row(i), &t.zeros[0]
		}
		m.mix(step, r)
		yield(i)
	}
	for i := range n {
		for lane := range m.lanes {
			t := tables[lane%len(tables)]
			step.dst[lane], step.a[lane], step.b[lane] = &t.y[0], &t.x[0], t.chosen()
		}
		m.mix(step, r)
		for _, t := range tables {
			t.x, t.y = t.y, t.x
		}
		yield(i)
	}
}

// row returns row i of the table.
func (t *table) row(i int) *block { return &t.rows[i*2*t.r] }

// next returns where the row after row i is stored: in the table, or in x after the last one.
func (t *table) next(i int) *block {
	if i+1 == t.n {
		return &t.x[0]
	}
	return t.row(i + 1)
}

// chosen returns the row that the last block of x selects.
func (t *table) chosen() *block { return t.row(int(t.x[2*t.r-1][0]) & (t.n - 1)) }

func yield(row int) {
	if row%yieldEvery == 0 {
		runtime.Gosched()
	}
}

// wipe overwrites what the last password left in the table.
func (t *table) wipe() {
	clear(t.rows)
	clear(t.x)
	clear(t.y)
}
