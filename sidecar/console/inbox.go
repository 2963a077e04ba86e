package console

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"neonauth/gen"
)

// maxInbox is how many messages the inbox shows.
const maxInbox = 100

// A message is a mail that was written to a file, because there is no mail server.
type message struct {
	File, From, To, Subject string
	At                      time.Time
	Text, HTML              string
}

// mayReadMail fails unless the session may read the mails of all branches. They contain codes and links, with which
// anybody can sign in, so a key that may not change anything may not read them.
func (s *Server) mayReadMail(v *visit) error {
	if s.MailDir == "" {
		return failure{http.StatusNotFound, "Page not found", "Mails are readable only with the embedded Postgres, without a mail server."}
	}
	home, err := s.Database(v.ctx, s.Home)
	if err != nil || home == nil {
		return orNotReady(err)
	}
	_, err = v.callOn(home, func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageCheckProjectKey(ctx, key, "write")
	})
	return err
}

// inbox serves GET /console/db/NAME/outbox/inbox: the latest mails of all branches.
func (s *Server) inbox(v *visit) error {
	if err := v.mayRead(); err != nil {
		return err
	}
	data := object{"Tab": "inbox", "HasInbox": true}
	sent := withSQL(Statement{"What was mailed in this branch, without codes and links.", "select * from neon_auth.list_deliveries('sent')\norder by \"createdAt\" desc;"})
	if err := s.mayReadMail(v); err != nil {
		if failureOf(err).Status != http.StatusForbidden {
			return err
		}
		data["Refused"] = true
		return v.render("inbox", "Outbox", data, sent)
	}
	entries, err := os.ReadDir(s.MailDir)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	var messages []message
	for _, entry := range slices.Backward(entries) { // names begin with the time
		if len(messages) == maxInbox {
			break
		}
		if m, ok := s.readMail(entry.Name()); ok {
			messages = append(messages, m)
		}
	}
	data["Messages"] = messages
	return v.render("inbox", "Outbox", data, sent)
}

// inboxMail serves GET /console/db/NAME/outbox/inbox/FILE.
func (s *Server) inboxMail(v *visit) error {
	if err := s.mayReadMail(v); err != nil {
		return err
	}
	m, ok := s.readMail(v.PathValue("file"))
	if !ok {
		return failure{http.StatusNotFound, "Mail not found", "It was deleted."}
	}
	return v.render("mail", cmp.Or(m.Subject, "Mail"), m, withBack(v.base()+"/outbox/inbox", "Inbox"), withSQL(
		Statement{"What was mailed to this address, without codes and links.", sqlf("select * from neon_auth.list_deliveries('sent')\nwhere recipient = %s\norder by \"createdAt\" desc;", m.To)}))
}

// inboxHTML serves GET /console/db/NAME/outbox/inbox/FILE/html: the mail in a frame, without scripts and without
// anything of another host.
func (s *Server) inboxHTML(v *visit) error {
	if err := s.mayReadMail(v); err != nil {
		return err
	}
	m, ok := s.readMail(v.PathValue("file"))
	if !ok {
		return failure{http.StatusNotFound, "Mail not found", "It was deleted."}
	}
	return v.framed(m.HTML)
}

// framed sends the HTML of a mail for a frame of the console. It has no scripts, no forms, an origin of its own, and
// loads nothing.
func (v *visit) framed(html string) error {
	h := v.ResponseWriter.Header()
	h.Set("Content-Security-Policy", "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Content-Type", "text/html; charset=utf-8")
	v.WriteHeader(http.StatusOK)
	_, err := v.Write([]byte(html))
	return err
}

// readMail reads a file of the folder. It returns false if there is no such message.
func (s *Server) readMail(file string) (message, bool) {
	if file != filepath.Base(file) || filepath.Ext(file) != ".eml" {
		return message{}, false
	}
	content, err := os.ReadFile(filepath.Join(s.MailDir, file))
	if err != nil {
		return message{}, false
	}
	parsed, err := mail.ReadMessage(bytes.NewReader(content))
	if err != nil {
		return message{}, false
	}
	words := mime.WordDecoder{}
	head := func(name string) string {
		text, err := words.DecodeHeader(parsed.Header.Get(name))
		if err != nil {
			return parsed.Header.Get(name)
		}
		return text
	}
	m := message{File: file, From: head("From"), To: head("To"), Subject: head("Subject")}
	if to, err := mail.ParseAddress(parsed.Header.Get("To")); err == nil && to.Name == "" {
		m.To = to.Address // without <>, as in the outbox
	}
	m.At, _ = parsed.Header.Date() // zero without one
	m.read(parsed.Header.Get("Content-Type"), parsed.Header.Get("Content-Transfer-Encoding"), parsed.Body, 0)
	return m, true
}

// read sets the text and the HTML from a body, which may have parts.
func (m *message) read(kind, encoding string, body io.Reader, depth int) {
	media, parameters, err := mime.ParseMediaType(kind)
	if err != nil || depth > 4 {
		return
	}
	if strings.HasPrefix(media, "multipart/") {
		parts := multipart.NewReader(body, parameters["boundary"])
		for part, err := parts.NextRawPart(); err == nil; part, err = parts.NextRawPart() {
			m.read(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part, depth+1)
		}
		return
	}
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	decoded, err := io.ReadAll(io.LimitReader(body, 1<<20))
	if err != nil {
		return
	}
	switch media {
	case "text/plain":
		m.Text = string(decoded)
	case "text/html":
		m.HTML = string(decoded)
	}
}
