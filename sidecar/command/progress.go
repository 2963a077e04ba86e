package command

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// progress shows the progress of an import: a bar on a terminal, otherwise a line for each tenth.
type progress struct {
	to       io.Writer
	terminal bool
	total    int
	tenth    int
}

func newProgress(to *os.File, total int) *progress {
	return &progress{to: to, terminal: isTerminal(to), total: total}
}

// show updates the progress. done may exceed the total, if rows were added in the meantime.
func (p *progress) show(done int) {
	total := max(p.total, done, 1)
	const width = 40
	if p.terminal {
		full := done * width / total
		fmt.Fprintf(p.to, "\r[%s%s] %d of %d", strings.Repeat("=", full), strings.Repeat(" ", width-full), done, total)
	} else if tenth := done * 10 / total; tenth > p.tenth {
		p.tenth = tenth
		fmt.Fprintf(p.to, "%d of %d\n", done, total)
	}
}

func (p *progress) end() {
	if p.terminal {
		fmt.Fprintln(p.to)
	}
}
