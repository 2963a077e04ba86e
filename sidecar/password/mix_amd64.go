package password

import "golang.org/x/sys/cpu"

//go:noescape
func mixAVX512(dst, a, b *block, r int)

//go:noescape
func mixPairAVX512(dst, a, b, dst2, a2, b2 *block, r int)

//go:noescape
func mixQuadAVX512(rows *lanes, r int)

//go:noescape
func mixAVX2(dst, a, b *block, r int)

//go:noescape
func mixPairAVX2(dst, a, b, dst2, a2, b2 *block, r int)

//go:noescape
func mixQuadAVX2(rows *lanes, r int)

// mixers returns the implementations that this processor runs.
func mixers() []mixer {
	found := []mixer{portable}
	if cpu.X86.HasAVX2 {
		found = append(found,
			mixer{"avx2", 1, one(mixAVX2), &vectorOrder},
			mixer{"avx2 pair", 2, pair(mixPairAVX2), &vectorOrder},
			mixer{"avx2 quad", 4, mixQuadAVX2, &vectorOrder})
	}
	if cpu.X86.HasAVX2 && cpu.X86.HasAVX512F && cpu.X86.HasAVX512VL {
		found = append(found,
			mixer{"avx512", 1, one(mixAVX512), &vectorOrder},
			mixer{"avx512 pair", 2, pair(mixPairAVX512), &vectorOrder},
			mixer{"avx512 quad", 4, mixQuadAVX512, &vectorOrder})
	}
	return found
}

func one(mix func(dst, a, b *block, r int)) func(*lanes, int) {
	return func(l *lanes, r int) { mix(l.dst[0], l.a[0], l.b[0], r) }
}

func pair(mix func(dst, a, b, dst2, a2, b2 *block, r int)) func(*lanes, int) {
	return func(l *lanes, r int) { mix(l.dst[0], l.a[0], l.b[0], l.dst[1], l.a[1], l.b[1], r) }
}
