package command

import (
	"bytes"
	"encoding/json"
	"regexp"
	"testing"
)

// TestJSONIsSafe: JSON keeps every value, and has no character that a terminal obeys or hides.
func TestJSONIsSafe(t *testing.T) {
	t.Parallel()
	const value = "a\x1b[2J\u009b31m\u202eb\u2028\x7f\U000e0041 愛 \t\n\"\\u0041"
	var out bytes.Buffer
	if err := printJSON(&out, map[string]any{"name": value, "raw": json.RawMessage("\"\u009b\"")}); err != nil {
		t.Fatal(err)
	}
	var got struct{ Name, Raw string }
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || got.Name != value || got.Raw != "\u009b" {
		t.Errorf("%q, %v", got, err)
	}
	if bad := regexp.MustCompile(`[^\n\pL\pM\pN\pP\pS ]`).FindString(out.String()); bad != "" {
		t.Errorf("%q is in %q", bad, out.String())
	}
}

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
