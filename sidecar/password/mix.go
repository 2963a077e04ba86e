package password

import (
	"math/bits"
	"unsafe"
)

// maxLanes is the highest number of hashes computed at once.
const maxLanes = 4

// lanes are the rows that one step of up to maxLanes hashes works on.
type lanes struct{ dst, a, b [maxLanes]*block }

// A mixer is one implementation of scryptBlockMix (RFC 7914).
type mixer struct {
	name  string
	lanes int // how many hashes it computes at once

	// mix writes the mix of a xor b, rows of 2r blocks, to dst, which must be a different row.
	mix func(rows *lanes, r int)

	// order maps the words of a block in memory to the standard order. Word 0 stays in place.
	order *[16]int
}

// vectorOrder places the diagonals of Salsa's matrix side by side.
var vectorOrder = [16]int{0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11}

// portable runs on every processor.
var portable = mixer{
	name: "portable", lanes: 1, mix: mixPortable,
	order: &[16]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
}

func mixPortable(rows *lanes, r int) {
	dst, a, b := unsafe.Slice(rows.dst[0], 2*r), unsafe.Slice(rows.a[0], 2*r), unsafe.Slice(rows.b[0], 2*r)
	last := &block{}
	for w := range last {
		last[w] = a[2*r-1][w] ^ b[2*r-1][w]
	}
	for i := range a {
		next := &dst[i/2+i%2*r]
		salsa(next, last, &a[i], &b[i])
		last = next
	}
}

// salsa sets out to Salsa20/8 of last xor a xor b. Plain locals and array pointers avoid bounds checks.
func salsa(out, last, a, b *block) {
	w0 := last[0] ^ a[0] ^ b[0]
	w1 := last[1] ^ a[1] ^ b[1]
	w2 := last[2] ^ a[2] ^ b[2]
	w3 := last[3] ^ a[3] ^ b[3]
	w4 := last[4] ^ a[4] ^ b[4]
	w5 := last[5] ^ a[5] ^ b[5]
	w6 := last[6] ^ a[6] ^ b[6]
	w7 := last[7] ^ a[7] ^ b[7]
	w8 := last[8] ^ a[8] ^ b[8]
	w9 := last[9] ^ a[9] ^ b[9]
	w10 := last[10] ^ a[10] ^ b[10]
	w11 := last[11] ^ a[11] ^ b[11]
	w12 := last[12] ^ a[12] ^ b[12]
	w13 := last[13] ^ a[13] ^ b[13]
	w14 := last[14] ^ a[14] ^ b[14]
	w15 := last[15] ^ a[15] ^ b[15]

	x0, x1, x2, x3 := w0, w1, w2, w3
	x4, x5, x6, x7 := w4, w5, w6, w7
	x8, x9, x10, x11 := w8, w9, w10, w11
	x12, x13, x14, x15 := w12, w13, w14, w15

	for range 4 {
		x4 ^= bits.RotateLeft32(x0+x12, 7)
		x8 ^= bits.RotateLeft32(x4+x0, 9)
		x12 ^= bits.RotateLeft32(x8+x4, 13)
		x0 ^= bits.RotateLeft32(x12+x8, 18)

		x9 ^= bits.RotateLeft32(x5+x1, 7)
		x13 ^= bits.RotateLeft32(x9+x5, 9)
		x1 ^= bits.RotateLeft32(x13+x9, 13)
		x5 ^= bits.RotateLeft32(x1+x13, 18)

		x14 ^= bits.RotateLeft32(x10+x6, 7)
		x2 ^= bits.RotateLeft32(x14+x10, 9)
		x6 ^= bits.RotateLeft32(x2+x14, 13)
		x10 ^= bits.RotateLeft32(x6+x2, 18)

		x3 ^= bits.RotateLeft32(x15+x11, 7)
		x7 ^= bits.RotateLeft32(x3+x15, 9)
		x11 ^= bits.RotateLeft32(x7+x3, 13)
		x15 ^= bits.RotateLeft32(x11+x7, 18)

		x1 ^= bits.RotateLeft32(x0+x3, 7)
		x2 ^= bits.RotateLeft32(x1+x0, 9)
		x3 ^= bits.RotateLeft32(x2+x1, 13)
		x0 ^= bits.RotateLeft32(x3+x2, 18)

		x6 ^= bits.RotateLeft32(x5+x4, 7)
		x7 ^= bits.RotateLeft32(x6+x5, 9)
		x4 ^= bits.RotateLeft32(x7+x6, 13)
		x5 ^= bits.RotateLeft32(x4+x7, 18)

		x11 ^= bits.RotateLeft32(x10+x9, 7)
		x8 ^= bits.RotateLeft32(x11+x10, 9)
		x9 ^= bits.RotateLeft32(x8+x11, 13)
		x10 ^= bits.RotateLeft32(x9+x8, 18)

		x12 ^= bits.RotateLeft32(x15+x14, 7)
		x13 ^= bits.RotateLeft32(x12+x15, 9)
		x14 ^= bits.RotateLeft32(x13+x12, 13)
		x15 ^= bits.RotateLeft32(x14+x13, 18)
	}

	out[0] = x0 + w0
	out[1] = x1 + w1
	out[2] = x2 + w2
	out[3] = x3 + w3
	out[4] = x4 + w4
	out[5] = x5 + w5
	out[6] = x6 + w6
	out[7] = x7 + w7
	out[8] = x8 + w8
	out[9] = x9 + w9
	out[10] = x10 + w10
	out[11] = x11 + w11
	out[12] = x12 + w12
	out[13] = x13 + w13
	out[14] = x14 + w14
	out[15] = x15 + w15
}
