package help

import (
	"os"
	"regexp"
	"testing"
)

// TestReadmeNamesEveryTopic: the README's table of features says where each is told, and leaves no topic out.
func TestReadmeNamesEveryTopic(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	topics, err := Topics()
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, row := range regexp.MustCompile(`(?m)^\|[^|]*\|[^|]*\|([^|]*)\|$`).FindAllSubmatch(text, -1) {
		for _, name := range regexp.MustCompile("`([a-z-]+)`").FindAllSubmatch(row[1], -1) {
			named[string(name[1])] = true
		}
	}
	for _, topic := range topics {
		if !named[topic.Name] {
			t.Errorf("no row of the README's table of features names the topic %s", topic.Name)
		}
		delete(named, topic.Name)
	}
	for name := range named {
		t.Errorf("the README names the topic %s, which neonauth help does not have", name)
	}
}
