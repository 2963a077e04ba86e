package console_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"neonauth/sidecar/help"
)

// TestHelpTopics: the console shows the files of `neonauth help`, with links between them that lead somewhere.
func TestHelpTopics(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("view", `"read_only": true`))
	topics, err := help.Topics()
	if err != nil {
		t.Fatal(err)
	}
	list := b.get(h.at("/help/"))
	for _, topic := range topics {
		if !strings.Contains(list.text, `href="`+h.at("/help/"+topic.Name)+`"`) {
			t.Errorf("the list has no link to %s", topic.Name)
		}
		got := b.get(h.at("/help/" + topic.Name))
		if got.status != 200 || !strings.Contains(got.text, "<h1>"+html.EscapeString(topic.Title)+"</h1>") || strings.Contains(got.text, "raw HTML omitted") {
			t.Errorf("%s: %d %s", topic.Name, got.status, got.text)
		}
		for _, link := range regexp.MustCompile(`<a href="([a-z-]+)">`).FindAllStringSubmatch(got.text, -1) {
			if linked := b.get(h.at("/help/" + link[1])); linked.status != 200 {
				t.Errorf("%s links to %s: %d", topic.Name, link[1], linked.status)
			}
		}
	}
	if running := b.get(h.at("/help/running")); !strings.Contains(running.text, "<a href=\"threats\"><code>neonauth help threats</code></a>") || !strings.Contains(running.text, "<table>") {
		t.Errorf("%s", running.text)
	}
	for _, name := range []string{"nothing", "help.go", "..%2f..%2fetc", "DBA", "%00"} {
		if got := b.get(h.at("/help/" + name)); got.status != 404 && got.status != 400 {
			t.Errorf("%s: %d", name, got.status)
		}
	}
}
