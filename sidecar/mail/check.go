package mail

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"text/template/parse"

	"neonauth/sidecar/spelling"
	"neonauth/sidecar/translation"
)

// facts are the keys that SQL may set in Content.Facts.
var facts = []string{"inviter", "link", "newEmail", "organization"}

// fields are the fields of Content.
var fields = []string{"App", "Email", "Code", "Link", "Facts", "Language", "Direction", "Start", "Paste", "Filler", "Logo", "Color", "Words"}

// knownFiles returns the names that files in NEONAUTH_MAIL_TEMPLATES may have, besides those of the embedded files: a kind of
// mail, with or without a language.
func knownFiles() []string {
	var known []string
	for kind := range sentences {
		known = append(known, kind+".tmpl")
		for _, lang := range translation.Languages {
			known = append(known, kind+"."+lang+".tmpl")
		}
	}
	slices.Sort(known)
	return known
}

// checkName rejects a template that would never be used because its name is misspelt. Files with other extensions are
// ignored.
func checkName(dir, name string, known []string) error {
	switch filepath.Ext(name) {
	case ".tmpl", ".txt", ".html":
	default:
		return nil
	}
	if slices.Contains(known, name) || strings.HasPrefix(name, ".") {
		return nil
	}
	return fmt.Errorf("mail template %s: unknown kind of mail. Did you mean %s?",
		filepath.Join(dir, name), spelling.Nearest(name, known))
}

// checkKind rejects a template that cannot be rendered: it checks the fields, and renders a sample.
func (t *Templates) checkKind(kind string) error {
	for _, part := range t.text[kind].Templates() {
		if part.Tree == nil {
			continue
		}
		if err := checkList(part.Root, true); err != nil {
			return err
		}
	}
	for _, part := range t.html[kind].Templates() {
		if part.Tree == nil {
			continue
		}
		if err := checkList(part.Tree.Root, true); err != nil {
			return err
		}
	}
	name := kind
	sample := Content{App: "x", Link: "https://x.test", Facts: map[string]string{}}
	if base, lang, ok := strings.Cut(kind, "."); ok {
		kind, sample.Language = base, lang
	}
	if strings.HasSuffix(kind, "-otp") {
		sample.Code, sample.Link = "123456", ""
	}
	for _, fact := range facts {
		sample.Facts[fact] = "x"
	}
	strictly, leniently := "missingkey=error", "missingkey=default" // a mail may lack some of the facts
	t.text[name].Option(strictly)
	t.html[name].Option(strictly)
	_, _, _, err := t.Render(kind, sample)
	t.text[name].Option(leniently)
	t.html[name].Option(leniently)
	return err
}

// checkList checks the fields in a part. Inside of with and range, only fields of $ can be checked.
func checkList(list *parse.ListNode, atRoot bool) error {
	if list == nil {
		return nil
	}
	for _, node := range list.Nodes {
		if err := checkNode(node, atRoot); err != nil {
			return err
		}
	}
	return nil
}

func checkNode(node parse.Node, atRoot bool) error {
	switch n := node.(type) {
	case *parse.ActionNode:
		return checkPipe(n.Pipe, atRoot)
	case *parse.TemplateNode:
		return checkPipe(n.Pipe, atRoot)
	case *parse.IfNode:
		return checkBranch(&n.BranchNode, atRoot, atRoot)
	case *parse.WithNode:
		return checkBranch(&n.BranchNode, atRoot, false)
	case *parse.RangeNode:
		return checkBranch(&n.BranchNode, atRoot, false)
	}
	return nil
}

func checkBranch(n *parse.BranchNode, atRoot, within bool) error {
	if err := checkPipe(n.Pipe, atRoot); err != nil {
		return err
	}
	if err := checkList(n.List, within); err != nil {
		return err
	}
	return checkList(n.ElseList, atRoot)
}

func checkPipe(pipe *parse.PipeNode, atRoot bool) error {
	if pipe == nil {
		return nil
	}
	for _, command := range pipe.Cmds {
		for _, argument := range command.Args {
			var err error
			switch n := argument.(type) {
			case *parse.FieldNode:
				if atRoot {
					err = checkField(n.Ident)
				}
			case *parse.VariableNode:
				if n.Ident[0] == "$" && len(n.Ident) > 1 {
					err = checkField(n.Ident[1:])
				}
			case *parse.PipeNode:
				err = checkPipe(n, atRoot)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func checkField(path []string) error {
	if !slices.Contains(fields, path[0]) {
		return fmt.Errorf("unknown field .%s. Did you mean .%s?", path[0], spelling.Nearest(path[0], fields))
	}
	if path[0] == "Facts" && len(path) > 1 && !slices.Contains(facts, path[1]) {
		return fmt.Errorf("unknown field .Facts.%s. Did you mean .Facts.%s?", path[1], spelling.Nearest(path[1], facts))
	}
	return nil
}
