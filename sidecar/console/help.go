package console

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"neonauth/sidecar/help"
)

// helpRoutes show the topics of `neonauth help`, from the same files.
var helpRoutes = []route{
	{"GET", "/help/{$}", (*Server).helpTopics, nil},
	{"GET", "/help/{topic}", (*Server).helpTopic, nil},
}

// helpStatement lists in psql what can be called.
var helpStatement = withSQL(Statement{"What you can call", "select * from neon_auth.help"})

func (s *Server) helpTopics(v *visit) error {
	if err := v.mayRead(); err != nil {
		return err
	}
	topics, err := help.Topics()
	if err != nil {
		return err
	}
	return v.render("help", "Help", topics, helpStatement)
}

func (s *Server) helpTopic(v *visit) error {
	if err := v.mayRead(); err != nil {
		return err
	}
	topics, err := help.Topics()
	if err != nil {
		return err
	}
	for _, topic := range topics {
		if topic.Name != v.PathValue("topic") {
			continue
		}
		text, err := topicHTML(topic, topics)
		if err != nil {
			return err
		}
		return v.render("help-topic", topic.Title, text, withBack(v.base()+"/help/", "Help"), helpStatement)
	}
	return failure{http.StatusNotFound, "Topic not found", "There is no topic of this name."}
}

// markdown renders the topics, which are files of this program. It leaves out HTML in them.
var markdown = goldmark.New(goldmark.WithExtensions(extension.Table))

var (
	firstLine  = regexp.MustCompile(`^#[^\n]*\n`)
	mentioned  = regexp.MustCompile(`<code>neonauth help ([a-z-]+)</code>`)
	emptyLabel = regexp.MustCompile(`<th( [^>]*)?></th>`)
)

// topicHTML returns a topic without its title, as HTML. Mentions of other topics are links, and wide tables and code can be
// scrolled with the keyboard.
func topicHTML(topic help.Topic, topics []help.Topic) (template.HTML, error) {
	var text bytes.Buffer
	if err := markdown.Convert([]byte(firstLine.ReplaceAllString(topic.Text, "")), &text); err != nil {
		return "", err
	}
	page := strings.ReplaceAll(text.String(), "<pre>", `<pre class="block" tabindex="0">`)
	page = emptyLabel.ReplaceAllString(page, "<td></td>")
	tables := 0
	page = regexp.MustCompile("<table>").ReplaceAllStringFunc(page, func(string) string {
		tables++
		return fmt.Sprintf(`<div class="scroll" tabindex="0" role="region" aria-label="Table %d of %s"><table>`, tables, html.EscapeString(topic.Title))
	})
	page = strings.ReplaceAll(page, "</table>", "</table></div>")
	page = mentioned.ReplaceAllStringFunc(page, func(code string) string {
		for _, other := range topics {
			if name := mentioned.FindStringSubmatch(code)[1]; other.Name == name {
				return `<a href="` + name + `">` + code + `</a>`
			}
		}
		return code
	})
	return template.HTML(page), nil //nolint:gosec // made from the program's own files
}
