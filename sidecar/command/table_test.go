package command

import (
	"bytes"
	"testing"
)

// TestTable: columns are aligned whatever is in them, and no cell can move the cursor, hide text or add a line.
func TestTable(t *testing.T) {
	t.Parallel()
	table := newTable("NAME", "ROLE", "ID")
	table.add("愛", "user", "1")
	table.add("Zoe\u0308", "", "2")
	table.add("\x1b[2Jgone\n", "admin\t", "3\u202e")
	table.add("👩‍👩‍👧", "user")
	var got bytes.Buffer
	if err := table.print(&got); err != nil {
		t.Fatal(err)
	}
	want := "NAME       ROLE    ID\n" +
		"愛         user    1\n" +
		"Zoe\u0308                2\n" +
		"\ufffd[2Jgone\ufffd  admin\ufffd  3\ufffd\n"
	if !bytes.HasPrefix(got.Bytes(), []byte(want)) {
		t.Errorf("got\n%s\nwant\n%s", &got, want)
	}
}
