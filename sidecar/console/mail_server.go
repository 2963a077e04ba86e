package console

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"neonauth/gen"
	"neonauth/sidecar/management"
)

// mailServer serves GET /console/db/NAME/settings/mail.
func (s *Server) mailServer(v *visit) error {
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageGetMailServer(ctx, key)
	})
	if err != nil {
		return err
	}
	data := object{"Server": found, "Groups": allGroups(nil), "Group": group{Path: "mail"}}
	return v.render("mail-server", "Settings", data, withSQL(
		Statement{"The mail server, with its password masked.", "select name, value from neon_auth.settings where name like 'email_provider.%';"},
		Statement{"Sets it. The sidecar seals the password within a minute.", "update neon_auth.project_config\nset email_provider = '{\"type\": \"standard\", \"host\": \"smtp.example.com\", \"port\": 587, \"username\": \"acme\",\n  \"password\": \"…\", \"sender_email\": \"hello@example.com\", \"sender_name\": \"Acme\"}';"},
		Statement{"Uses the server’s own again.", "update neon_auth.project_config set email_provider = '{\"type\": \"shared\"}';"},
	))
}

// saveMailServer serves POST /console/db/NAME/settings/mail.
func (s *Server) saveMailServer(v *visit) error {
	fields := object{"type": "shared"}
	for _, name := range []string{"sender_email", "sender_name"} {
		if given := v.field(name); given != "" || v.field("type") == "standard" {
			fields[name] = given
		}
	}
	password := ""
	if v.field("type") == "standard" {
		fields["type"], fields["host"], fields["port"], fields["username"] = "standard", v.field("host"), v.field("port"), v.field("username")
		if port, err := strconv.Atoi(v.field("port")); err == nil { // otherwise SQL says what is wrong
			fields["port"] = port
		}
		password = v.form.Get("password")
		if fields["password"] = masked(password); v.field("username") != "" && password == "" {
			delete(fields, "password") // the saved one
		}
	}
	if err := v.storeSecret(password, fields, func(ctx context.Context, q *gen.Queries, key, text []byte, sealing management.Sealing) (gen.SealingRow, error) {
		return q.ManageChangeMailServer(ctx, gen.ManageChangeMailServerParams{KeyHash: key, Fields: text, Sealed: sealing.Sealed, Context: sealing.Context, Saved: sealing.Saved})
	}); err != nil {
		return err
	}
	return v.done("/settings/mail", "mail-saved")
}

// testMailServer serves POST /console/db/NAME/settings/mail/test: sends a mail through the saved server.
func (s *Server) testMailServer(v *visit) error {
	body, err := json.Marshal(object{"recipient_email": v.field("recipient")})
	if err != nil {
		return err
	}
	settings, err := v.db.Settings(v.ctx)
	if err != nil {
		return err
	}
	row, err := v.queries(v.db, settings).ManageTestMail(v.ctx, v.session.Key, body, true)
	if err != nil {
		return err
	}
	password, err := v.db.OpenSecret(row.Password)
	problem := ""
	switch {
	case err != nil:
		problem = "the saved password cannot be read. Save it again"
	case row.Recipient == "":
		problem = "this branch is a copy, which holds its mail. Confirm it, or set branch.outbound"
	case s.TestMail == nil:
		problem = "this server sends no mail"
	default:
		problem = s.TestMail(v.ctx, v.database, v.id(), row, password)
	}
	if problem != "" {
		return failure{http.StatusUnprocessableEntity, "Not sent", "The test mail was not sent: " + problem + "."}
	}
	return v.done("/settings/mail", "mail-tested")
}
