package breach

import (
	"bufio"
	"bytes"
	"crypto/sha1" //nolint:gosec // as in breach.go
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
)

const (
	batchSize = 1 << 20 // hashes that are sorted together
	maxLine   = 1 << 16
)

var (
	hashLine = regexp.MustCompile(`^([0-9A-Fa-f]{40})(:[0-9]{1,18})?$`)
	ntlmLine = regexp.MustCompile(`^[0-9A-Fa-f]{32}:[0-9]+$`)
)

// A List is a list of breached or common passwords: SHA-1 hashes in hexadecimal, one per line, each with :COUNT after it or
// without, or passwords in clear, one per line. The first line decides.
type List struct {
	lines  *bufio.Scanner
	bytes  *counter
	line   int
	isHash bool
	Found  int64 // passwords so far
}

// Open starts to read a list.
func Open(from io.Reader) *List {
	l := &List{bytes: &counter{from: from}}
	l.lines = bufio.NewScanner(l.bytes)
	l.lines.Buffer(nil, maxLine)
	return l
}

// A counter counts the bytes that are read.
type counter struct {
	from io.Reader
	n    int64
}

// Read implements io.Reader.
func (c *counter) Read(into []byte) (int, error) {
	n, err := c.from.Read(into)
	c.n += int64(n)
	return n, err
}

// Read returns how many bytes have been read.
func (l *List) Read() int64 { return l.bytes.n }

// Batches yields the list in parts, each sorted and without duplicates. It ends with an error if the list is not valid.
func (l *List) Batches() iter.Seq2[[]Hash, error] {
	return func(yield func([]Hash, error) bool) {
		batch := make([]Hash, 0, batchSize)
		for l.lines.Scan() {
			hash, ok, err := l.parse(l.lines.Bytes())
			if err != nil {
				yield(nil, err)
				return
			}
			if !ok {
				continue
			}
			l.Found++
			if batch = append(batch, hash); len(batch) == batchSize {
				if !yield(sorted(batch), nil) {
					return
				}
				batch = batch[:0]
			}
		}
		if err := l.lines.Err(); err != nil {
			if errors.Is(err, bufio.ErrTooLong) {
				err = fmt.Errorf("line %d is longer than %d bytes: this is no list of one password per line", l.line+1, maxLine)
			}
			yield(nil, err)
			return
		}
		if len(batch) > 0 {
			yield(sorted(batch), nil)
		}
	}
}

func sorted(batch []Hash) []Hash {
	slices.Sort(batch)
	return slices.Compact(batch)
}

// parse returns the hash of a line. ok is false if it has none: an empty line, or a hash that a server has added to hide how
// many there are.
func (l *List) parse(text []byte) (h Hash, ok bool, err error) {
	l.line++
	if l.line == 1 {
		text = bytes.TrimPrefix(text, []byte("\ufeff"))
	}
	if len(text) == 0 {
		return 0, false, nil
	}
	found := hashLine.FindSubmatch(text)
	switch {
	case l.Found == 0 && !l.isHash:
		if l.isHash = found != nil; !l.isHash && ntlmLine.Match(text) {
			return 0, false, fmt.Errorf("line %d is an NTLM hash. Import the list of SHA-1 hashes", l.line)
		}
	case l.isHash && found == nil:
		return 0, false, fmt.Errorf("line %d is no SHA-1 hash in hexadecimal, as the lines before", l.line)
	}
	if !l.isHash && bytes.IndexByte(text, 0) >= 0 {
		return 0, false, fmt.Errorf("line %d has a NUL byte, so this is no text in UTF-8. Unpack or convert the list first", l.line)
	}
	if !l.isHash {
		sum := sha1.Sum(text)
		return hashOf(sum[:]), true, nil
	}
	if string(found[2]) == ":0" {
		return 0, false, nil
	}
	sum, err := hex.DecodeString(string(found[1]))
	if err != nil {
		return 0, false, err
	}
	return hashOf(sum), true, nil
}

// Group returns the prefixes of sorted hashes, each once, and the suffixes of each, as the database stores them.
func Group(hashes []Hash) (prefixes []int32, suffixes [][]byte) {
	for _, h := range hashes {
		if n := len(prefixes); n == 0 || prefixes[n-1] != h.Prefix() {
			prefixes, suffixes = append(prefixes, h.Prefix()), append(suffixes, nil)
		}
		last := len(suffixes) - 1
		suffixes[last] = append(suffixes[last], h.suffix()...)
	}
	return prefixes, suffixes
}
