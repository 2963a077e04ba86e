package password

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/crypto/scrypt"
)

// nodeScrypt prints the median milliseconds of a hash by node:crypto, which is OpenSSL's.
const nodeScrypt = `
const { scryptSync } = require('node:crypto'), times = []
for (let i = 0; i < 9; i++) {
  const start = process.hrtime.bigint()
  scryptSync('correct horse battery staple', '0f'.repeat(16), 64, { N: 16384, r: 16, p: 1, maxmem: 2 ** 26 })
  times.push(Number(process.hrtime.bigint() - start) / 1e6)
}
console.log(times.sort((a, b) => a - b)[4])`

// BenchmarkDerive prints the time of a hash on one core for each implementation, alone and in batches, next to
// node:crypto and x/crypto in the same run. The last line is what the Hasher uses for four waiting hashes.
func BenchmarkDerive(b *testing.B) {
	password, salt := "correct horse battery staple", []byte(strings.Repeat("0f", 16))
	output, err := exec.Command("node", "-e", nodeScrypt).Output()
	if err != nil {
		b.Fatal(err)
	}
	node, err := strconv.ParseFloat(strings.TrimSpace(string(output)), 64)
	if err != nil {
		b.Fatal(err)
	}
	var x float64
	b.Run("x-crypto", func(b *testing.B) {
		for b.Loop() {
			if _, err := scrypt.Key([]byte(password), salt, cost, blockSize, 1, keySize); err != nil {
				b.Fatal(err)
			}
		}
		x = b.Elapsed().Seconds() * 1000 / float64(b.N)
		b.ReportMetric(node/x, "times-node")
	})
	for _, m := range append(mixers(), fastest(maxLanes)) {
		b.Run(strings.ReplaceAll(m.name, " ", "-"), func(b *testing.B) {
			var tables []*table
			var jobs []*job
			for range m.lanes {
				tables, jobs = append(tables, newTable(cost, blockSize)), append(jobs, &job{password: password, salt: salt})
			}
			for b.Loop() {
				deriveWith(m, tables, jobs, keySize)
			}
			each := b.Elapsed().Seconds() * 1000 / float64(b.N*m.lanes)
			b.ReportMetric(each, "ms/hash")
			b.ReportMetric(node/each, "times-node")
			b.ReportMetric(x/each, "times-x-crypto")
		})
	}
}
