package console

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"path"
	"strings"
)

// A page is a parsed template within the layout.
type page struct{ *template.Template }

// A Statement is what a page does, in SQL, ready to copy. A test runs every one of them.
type Statement struct{ About, Text string }

// A frame is what the layout shows around every page.
type frame struct {
	*visit
	Title    string
	Back     *link // above the title, or nil
	Sections []section
	Section  string
	Branches []string // for the switcher
	Session  session
	CSRF     string
	Notice   string
	Acting   []any // sessions in which this key acts as a user
	SQL      []Statement
	Assets   string
	D        any // the page's own data
}

type link struct{ Path, Text string }

// An option changes the frame of a page.
type option func(*frame)

// withSQL adds the statements of "the same in SQL".
func withSQL(statements ...Statement) option {
	return func(f *frame) { f.SQL = append(f.SQL, statements...) }
}

// withBack adds a link to the page above.
func withBack(path, text string) option { return func(f *frame) { f.Back = &link{path, text} } }

// parsePages parses the template of every page, each with its own copy of the layout.
func parsePages() (map[string]page, error) {
	names, err := files.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	shared, err := template.New("layout.html").Funcs(functions).ParseFS(files, "templates/layout.html", "templates/parts.html", "templates/settings-parts.html", "templates/outbox-parts.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]page{}
	for _, file := range names {
		own, err := shared.Clone()
		if err == nil {
			own, err = own.ParseFS(files, "templates/"+file.Name())
		}
		if err != nil {
			return nil, err
		}
		pages[strings.TrimSuffix(file.Name(), path.Ext(file.Name()))] = page{own}
	}
	return pages, nil
}

// render sends a page. Nothing is sent if its template fails.
func (v *visit) render(name, title string, data any, options ...option) error {
	f := &frame{
		visit: v, Title: title, Section: v.section.Name, Session: v.session, Assets: "/console/assets/" + version, D: data,
		Notice: notices[v.URL.Query().Get("done")],
	}
	if v.session.Token != "" {
		f.CSRF, f.Sections = v.session.CSRF(), v.s.sections
		if names, err := v.s.Names(v.ctx); err == nil && v.session.Branch == "" { // without the names, the switcher has none
			f.Branches = names
		}
		if v.db != nil {
			f.Acting = v.impersonations()
		}
	}
	for _, change := range options {
		change(f)
	}
	var text bytes.Buffer
	found, ok := v.s.pages[name]
	if !ok {
		return fmt.Errorf("no page is called %s", name)
	}
	if err := found.ExecuteTemplate(&text, "layout.html", f); err != nil {
		return err
	}
	h := v.ResponseWriter.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	v.WriteHeader(v.status)
	_, err := v.Write(text.Bytes())
	return err
}

// WriteHeader sends the status.
func (v *visit) WriteHeader(status int) { v.ResponseWriter.WriteHeader(status) }

// Write sends text.
func (v *visit) Write(text []byte) (int, error) { return v.ResponseWriter.Write(text) }

// Problem returns why the POST failed, or "".
func (f *frame) Problem() string { return f.problem }

// Entered returns a value of the form that failed, or the other value.
func (f *frame) Entered(name string, otherwise any) any {
	if f.problem != "" && f.form.Has(name) {
		return f.form.Get(name)
	}
	return otherwise
}

// Path returns the address of a page of this branch. Arguments are escaped.
func (f *frame) Path(parts ...any) string {
	text := f.base()
	for _, part := range parts {
		text += "/" + url.PathEscape(fmt.Sprint(part))
	}
	return text
}

// switchable is how many branches the switcher lists.
const switchable = 12

// Switchable returns the names that the switcher lists. The page of branches lists the others.
func (f *frame) Switchable() []string { return f.Branches[:min(len(f.Branches), switchable)] }

// BranchOverview returns the address of another branch's overview.
func (f *frame) BranchOverview(name string) string {
	return "/console/db/" + url.PathEscape(name) + "/"
}

// SectionPath returns the address of a section in this branch, or in the home branch on a page of none.
func (f *frame) SectionPath(path string) string {
	if f.database == "" {
		return "/console/db/" + url.PathEscape(f.start()) + path + "/"
	}
	return f.base() + path + "/"
}

// Database returns the name of the visited branch, or "".
func (f *frame) Database() string { return f.database }

// BranchPath returns the address of the same section in another branch.
func (f *frame) BranchPath(name string) string {
	return "/console/db/" + url.PathEscape(name) + f.section.Path + "/"
}

// notices are the sentences shown after a change, by the name in the address.
var notices = map[string]string{}

// note adds sentences to notices. Each file of pages adds its own.
func note(added map[string]string) bool {
	for name, text := range added {
		notices[name] = text
	}
	return true
}

// ID returns the id of the request, as the log has it.
func (f *frame) ID() string { return f.id() }
