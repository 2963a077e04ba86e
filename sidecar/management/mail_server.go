package management

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"time"

	"neonauth/gen"
	"neonauth/sidecar/mail"
)

// GET …/auth/email_provider
func getMailServer(_ *Server, r *request) error {
	body, err := r.queries.ManageGetMailServer(r.ctx, r.key)
	return r.json(http.StatusOK, body, err)
}

// PATCH …/auth/email_provider
func changeMailServer(_ *Server, r *request) error {
	fields, plain, err := r.withoutSecret("password")
	if err != nil {
		return err
	}
	body, err := r.storeSecret("password", plain, func(s Sealing) (gen.SealingRow, error) {
		return r.queries.ManageChangeMailServer(r.ctx, gen.ManageChangeMailServerParams{
			KeyHash: r.key, Fields: fields, Sealed: s.Sealed, Context: s.Context, Saved: s.Saved,
		})
	})
	return r.json(http.StatusOK, body, err)
}

// POST …/auth/email_provider/test
func testMailServer(s *Server, r *request) error { return s.testMail(r, true) }

// POST …/auth/send_test_email
func sendTestMail(s *Server, r *request) error { return s.testMail(r, false) }

// testTime is how long a mail server may take to accept a test mail.
const testTime = 30 * time.Second

// testMail sends a test mail through the saved mail server, or through the one in the body. The answer says whether the
// server accepted it, and if not, why.
func (s *Server) testMail(r *request, saved bool) error {
	fields, password, err := r.withoutSecret("password")
	if err != nil {
		return err
	}
	row, err := r.queries.ManageTestMail(r.ctx, r.key, fields, saved)
	if err != nil {
		return err
	}
	if saved {
		password, err = r.db.OpenSecret(row.Password)
	}
	var answer struct {
		Success bool   `json:"success"`
		Problem string `json:"error_message,omitempty"`
	}
	switch {
	case err != nil:
		answer.Problem = "the saved password cannot be read. Save it again"
	case row.Recipient == "":
		answer.Problem = "this branch is a copy, which holds its mail. Confirm it with select neon_auth.confirm_branch(), or set branch.outbound"
	default:
		answer.Problem = s.TestMail(r.ctx, r.database, r.client.RequestID, row, password)
	}
	answer.Success = answer.Problem == ""
	body, err := json.Marshal(answer)
	return r.json(http.StatusOK, body, err)
}

// TestMail sends a test mail and returns what went wrong, in words that contain nothing from the mail server. database and
// id, of the request, are for the log.
func (c Config) TestMail(ctx context.Context, database, id string, row gen.TestMailRow, password string) string {
	ctx, done := context.WithTimeout(ctx, testTime)
	defer done()
	server := mail.SMTP{Host: row.Host, Port: int(row.Port), Username: row.Username, Password: password, Guard: c.MailGuard}
	message := mail.Message{
		ID: rand.Text() + "@" + c.MailHost, Kind: "test", To: row.Recipient, From: row.SenderEmail, FromName: row.SenderName,
		Subject: "Test message from " + row.AppName,
		Text:    fmt.Sprintf("This is a test message from %s.\n\nThe mail server works. There is nothing to do.\n", row.AppName),
		HTML:    fmt.Sprintf("<p>This is a test message from %s.</p><p>The mail server works. There is nothing to do.</p>", html.EscapeString(row.AppName)),
	}
	if message.From == "" {
		message.From = c.MailFrom
	}
	if message.FromName == "" {
		message.FromName = row.AppName
	}
	if message.From == "" {
		return "the sender is missing. Set sender_email, or NEONAUTH_MAIL_FROM for the whole server"
	}
	err := server.Send(ctx, message)
	if err == nil {
		return ""
	}
	c.Log.LogAttrs(ctx, slog.LevelWarn, "test mail was not sent", slog.String("id", id),
		slog.String("database", database), slog.String("error", err.Error()))
	return mail.Describe(err)
}
