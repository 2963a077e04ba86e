package command

import (
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"

	"neonauth/sidecar/branches"
)

// progress shows the progress of an import: a bar on a terminal, otherwise a line for each tenth.
type progress struct {
	to    io.Writer
	bar   *progressbar.ProgressBar // nil if it is not a terminal
	total int
	tenth int
}

func newProgress(to *os.File, total int) *progress {
	p := &progress{to: to, total: total}
	if isTerminal(to) {
		p.bar = newBar(to, total, progressbar.OptionShowCount())
	}
	return p
}

func newBar(to io.Writer, total int, more ...progressbar.Option) *progressbar.ProgressBar {
	return progressbar.NewOptions(total, append(more, progressbar.OptionSetWriter(to), progressbar.OptionSetWidth(40), progressbar.OptionSetPredictTime(false))...)
}

// show updates the progress. done may exceed the total, if rows were added in the meantime.
func (p *progress) show(done int) {
	total := max(p.total, done, 1)
	if p.bar != nil {
		p.bar.ChangeMax(total)
		_ = p.bar.Set(done) // fails only beyond the maximum
	} else if tenth := done * 10 / total; tenth > p.tenth {
		p.tenth = tenth
		fmt.Fprintf(p.to, "%d of %d\n", done, total)
	}
}

func (p *progress) end() {
	if p.bar != nil {
		fmt.Fprintln(p.to)
	}
}

// stepProgress shows the progress of a copy: a bar for each step on a terminal, otherwise a line.
type stepProgress struct {
	to       io.Writer
	terminal bool
	doing    string
	bar      *progressbar.ProgressBar
}

func (p *stepProgress) show(s branches.Step) {
	if s.Doing != p.doing {
		p.doing = s.Doing
		if p.terminal {
			p.bar = newBar(p.to, -1, progressbar.OptionShowBytes(true), progressbar.OptionSetDescription(s.Doing), progressbar.OptionClearOnFinish())
		} else {
			fmt.Fprintln(p.to, s.Doing)
		}
	}
	if p.bar != nil {
		if s.Total > 0 && s.Bytes > 0 {
			p.bar.ChangeMax64(max(s.Total, s.Bytes+1))
		}
		_ = p.bar.Set64(s.Bytes) // fails only beyond the maximum
	}
}
