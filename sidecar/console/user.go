package console

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"neonauth/gen"
)

// user serves GET /console/db/NAME/users/ID.
func (s *Server) user(v *visit) error {
	id := v.PathValue("id")
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageGetUser(ctx, key, id)
	})
	if err != nil {
		return err
	}
	settings, err := v.db.Settings(v.ctx)
	if err != nil {
		return err
	}
	found["App"] = firstApp(settings)
	who, _ := found["user"].(object)
	return v.render("user", named(who["name"], who["email"]), found, withBack(v.base()+"/users/", "Users"), withSQL(
		Statement{"This user, with sessions and providers.", sqlf("select * from neon_auth.user_overview where id = %s;", id)},
		Statement{"Edits, verifies, sets the role.", sqlf("update neon_auth.\"user\"\nset name = %s, role = %s, \"emailVerified\" = true\nwhere id = %s;", who["name"], who["role"], id)},
		Statement{"Sets the username, and removes it.", sqlf("select neon_auth.set_username(%s, 'ada');\nselect neon_auth.set_username(%s, null);", id, id)},
		Statement{"Bans for a week, and lifts the ban.", sqlf("select neon_auth.ban_user(%s, 'spam', now() + interval '7 days');\nselect neon_auth.unban_user(%s);", id, id)},
		Statement{"Ends all sessions.", sqlf("select neon_auth.revoke_sessions(%s);", id)},
		Statement{"Removes the second factor, for a user who has lost their device.", sqlf("select neon_auth.reset_two_factor(%s);", id)},
		Statement{"Passkeys, and how to remove one.", sqlf("select id, name, \"deviceType\", \"backedUp\", \"createdAt\" from neon_auth.passkey where \"userId\" = %s;\nselect neon_auth.delete_passkey(p.id) from neon_auth.passkey p where p.\"userId\" = %s and p.name = '…';", id, id)},
		Statement{"Mails a link to set a password, which leads to this page of the app.", sqlf("select neon_auth.send_password_link(%s, 'https://app.example.com/auth/reset-password');", id)},
		Statement{"Who acts as the user.", sqlf("select * from neon_auth.session_overview\nwhere \"userId\" = %s and \"impersonatedBy\" is not null;", id)},
		Statement{"What was changed, and who did it.", sqlf("select at, entity, action, \"actorId\", \"managementKey\", \"databaseRole\", before, after\nfrom neon_auth.audit_log where \"userId\" = %s\norder by at desc limit 30;", id)},
		Statement{"All data about the user, as JSON.", sqlf("select neon_auth.export_user(%s);", id)},
		Statement{"Deletes the user. erase_user also removes them from the audit log.", sqlf("select neon_auth.delete_user(%s); -- or neon_auth.erase_user", id)},
	))
}

// updateUser serves POST /console/db/NAME/users/ID.
func (s *Server) updateUser(v *visit) error {
	fields := object{"name": v.field("name"), "email": v.field("email"), "role": v.field("role")}
	if v.form.Has("username") { // the form has it if there are usernames
		fields["username"] = v.field("username")
	}
	return v.changeUser("user-saved", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		wanted, err := json.Marshal(fields)
		if err != nil {
			return nil, err
		}
		return q.ManageUpdateUser(ctx, key, id, wanted)
	})
}

// verifyUser serves POST /console/db/NAME/users/ID/verify.
func (s *Server) verifyUser(v *visit) error {
	return v.changeUser("user-verified", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageUpdateUser(ctx, key, id, []byte(`{"emailVerified": true}`))
	})
}

// changeUser calls a function of SQL that changes the user of the address, and returns to the user's page.
func (v *visit) changeUser(notice string, change func(context.Context, *gen.Queries, []byte, string) ([]byte, error)) error {
	id := v.PathValue("id")
	if _, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) { return change(ctx, q, key, id) }); err != nil {
		return err
	}
	v.db.Wake() // a mail or an event may have been queued
	return v.done("/users/"+url.PathEscape(id), notice)
}

// banTimes are how long a ban may last, in seconds.
var banTimes = map[string]float64{"day": 86400, "week": 7 * 86400, "month": 30 * 86400, "": 0}

// banUser serves POST /console/db/NAME/users/ID/ban.
func (s *Server) banUser(v *visit) error {
	seconds, known := banTimes[v.field("time")]
	if !known { // 0 would be for good
		return failure{http.StatusBadRequest, "Not possible", "Choose how long the ban lasts."}
	}
	return v.changeUser("user-banned", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageBanUser(ctx, gen.ManageBanUserParams{KeyHash: key, UserID: id, Reason: v.field("reason"), Seconds: seconds})
	})
}

// unbanUser serves POST /console/db/NAME/users/ID/unban.
func (s *Server) unbanUser(v *visit) error {
	return v.changeUser("user-unbanned", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageUnbanUser(ctx, key, id)
	})
}

// endSessions serves POST /console/db/NAME/users/ID/sessions/end: one session, or all without `session`.
func (s *Server) endSessions(v *visit) error {
	notice := "ended"
	if v.field("session") == "" {
		notice = "all-ended"
	}
	return v.changeUser(notice, func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageEndSessions(ctx, key, id, v.field("session"))
	})
}

// resetTwoFactor serves POST /console/db/NAME/users/ID/two-factor.
func (s *Server) resetTwoFactor(v *visit) error {
	id := v.PathValue("id")
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageResetTwoFactor(ctx, key, id)
	})
	if err != nil {
		return err
	}
	if found["removed"] != true {
		return failure{http.StatusConflict, "Not possible", "The user has no second factor. Nothing was changed, and no mail was sent."}
	}
	v.db.Wake()
	return v.done("/users/"+url.PathEscape(id), "factor-reset")
}

// deletePasskey serves POST /console/db/NAME/users/ID/passkeys/delete.
func (s *Server) deletePasskey(v *visit) error {
	id := v.PathValue("id")
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageDeletePasskey(ctx, key, id, v.field("passkey"))
	})
	if err != nil {
		return err
	}
	if found["removed"] != true {
		return failure{http.StatusConflict, "Not possible", "The user has no such passkey. Nothing was changed, and no mail was sent."}
	}
	v.db.Wake()
	return v.done("/users/"+url.PathEscape(id), "passkey-gone")
}

// sendPasswordLink serves POST /console/db/NAME/users/ID/password.
func (s *Server) sendPasswordLink(v *visit) error {
	return v.changeUser("link-sent", func(ctx context.Context, q *gen.Queries, key []byte, id string) ([]byte, error) {
		return q.ManageSendPasswordLink(ctx, key, id)
	})
}

// removeUser serves POST /console/db/NAME/users/ID/erase and /delete. The address must be typed.
func (s *Server) removeUser(v *visit, erase bool) error {
	id := v.PathValue("id")
	_, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageRemoveUser(ctx, gen.ManageRemoveUserParams{KeyHash: key, UserID: id, Email: v.field("confirm"), Erase: erase})
	})
	if err != nil {
		return err
	}
	v.db.Wake()
	if erase {
		return v.done("/users/", "user-erased")
	}
	return v.done("/users/", "user-deleted")
}

func (s *Server) eraseUser(v *visit) error  { return s.removeUser(v, true) }
func (s *Server) deleteUser(v *visit) error { return s.removeUser(v, false) }

// exportUser serves GET /console/db/NAME/users/ID/export, as a file.
func (s *Server) exportUser(v *visit) error {
	id := v.PathValue("id")
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageExportUser(ctx, key, id)
	})
	if err != nil {
		return err
	}
	whole, err := indented(found)
	if err != nil {
		return err
	}
	h := v.ResponseWriter.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="user-`+id+`.json"`) // SQL has found it: it is a UUID
	v.WriteHeader(http.StatusOK)
	_, err = v.Write([]byte(whole + "\n"))
	return err
}
