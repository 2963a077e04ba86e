// Package help contains the topics of `neonauth help TOPIC`.
package help

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed *.md
var files embed.FS

// A Topic is a text in Markdown.
type Topic struct{ Name, Title, Text string }

// Topics returns all topics by name. A topic's title is its first line. It returns an error if a file cannot be read.
func Topics() ([]Topic, error) {
	names, err := fs.Glob(files, "*.md")
	if err != nil {
		return nil, err
	}
	var topics []Topic
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		title, _, _ := strings.Cut(string(text), "\n")
		topics = append(topics, Topic{strings.TrimSuffix(name, ".md"), strings.TrimLeft(title, "# "), string(text)})
	}
	return topics, nil
}
