package command

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rivo/uniseg"
)

// A table is printed with aligned columns. Names and addresses may contain anything, so what could move the cursor or
// hide text on a terminal is replaced.
type table struct {
	rows [][]string
}

func newTable(header ...string) *table { return &table{rows: [][]string{header}} }

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// print prints the rows. Wide characters, such as Chinese ones, take two columns.
func (t *table) print(out io.Writer) error {
	var widths []int
	for _, row := range t.rows {
		for i := range row {
			row[i] = printable(row[i])
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], uniseg.StringWidth(row[i]))
		}
	}
	for _, row := range t.rows {
		line := ""
		for i, cell := range row {
			line += cell + strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell)+2)
		}
		if _, err := fmt.Fprintln(out, strings.TrimRight(line, " ")); err != nil {
			return err
		}
	}
	return nil
}

// value returns the text that a pointer points to, or "".
func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// yesNo returns yes or no.
func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// at returns a time of the database for people: in UTC, to the minute.
func at(t time.Time) string { return moment(&t) }

// An instant is a time in the database's JSON, as people read it: in UTC, to the minute. Null is empty. A table whose rows
// the database's owner may write can also contain infinity, and years that Go cannot read: they remain as Postgres writes them.
type instant string

// UnmarshalJSON implements json.Unmarshaler.
func (i *instant) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if read, err := time.Parse(time.RFC3339Nano, text); err == nil {
		text = at(read)
	}
	*i = instant(text)
	return nil
}
